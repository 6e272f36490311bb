/** What is wrong with an SSH configuration, and what of it was not honoured. */
import type { KeyTrouble, RouteNote, SshConfigFailure } from "@reroot/devices";
import type { RefusalDetails } from "../refusal.js";

export function sshConfigFailureInWords(failure: SshConfigFailure): RefusalDetails {
  switch (failure.code) {
    case "ssh-config/unreadable":
      return {
        sentence: `The SSH configuration cannot be read (${failure.detail}).`,
        place: failure.file,
        advice: "Correct its permissions, or name another: --ssh-config FILE (`none` for none)",
      };
    case "ssh-config/malformed":
      return {
        sentence: `This line is no directive of an SSH configuration: "${failure.text}"`,
        place: `${failure.place.file}:${failure.place.line}`,
        advice: "`ssh -G HOST` refuses it too; ssh_config(5) has the form.",
      };
    case "ssh-config/includes-too-deep":
      return {
        sentence: "The SSH configuration includes too many files, or itself.",
        place: `${failure.place.file}:${failure.place.line}`,
        advice: "Take the Include out that leads back.",
      };
  }
}

const KEY_TROUBLES: Readonly<Record<KeyTrouble, string>> = {
  "not-there": "is not there",
  unreadable: "is not a private key that can be read",
  "passphrase-needed": "needs a passphrase, and none was given",
  "passphrase-wrong": "has another passphrase",
};

export function routeNoteInWords(note: RouteNote): string {
  if (note.kind === "key-not-used")
    return `the key ${note.file} ${KEY_TROUBLES[note.trouble]}; it is not used`;
  const { directive, place, because } = note;
  const why = because === "unknown-keyword" ? "is no keyword that is known here" : "is not honoured here";
  return `${place.file}:${place.line}: ${directive} ${why}; it was passed over`;
}
