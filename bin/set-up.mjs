// Makes a clone ready to run: its packages installed, its TypeScript compiled. Does nothing, within some ten
// milliseconds, when both are up to date already. Speaks on stderr only. Uses Node's own modules and nothing
// else, because it runs before anything is installed. It knows nothing of what Reroot does.
//
//   node bin/set-up.mjs     sets up and says so; what `npm run build` runs
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./set-up-lock.mjs";
import { SetUpFailed, say, step } from "./set-up-step.mjs";

export { SetUpFailed };

const root = fileURLToPath(new URL("../", import.meta.url));
const stateFolder = path.join(root, ".reroot");
const installStamp = path.join(root, "node_modules", ".reroot-installed");
const buildStamp = path.join(root, "node_modules", ".reroot-built");

/**
 * Installs and builds what is missing or out of date.
 * @param {"installed" | "built"} goal
 * @throws {SetUpFailed}
 */
export async function setUp(goal = "built") {
  const reached = () => isInstalled() && (goal === "installed" || isBuilt());
  if (reached()) return;
  try {
    await withLock(path.join(stateFolder, "set-up.lock"), say, async () => {
      // Whoever held the lock before us may have done the work.
      if (!isInstalled()) await install();
      if (!reached()) await build();
    });
  } catch (error) {
    throw asSetUpFailed(error);
  }
}

/**
 * Where the person who typed the command stands. `npm start` changes to the package's own directory first and
 * leaves the caller's in INIT_CWD; relative FILE arguments are meant from there.
 */
export function callersDirectory() {
  const { INIT_CWD, npm_package_json } = process.env;
  const here = process.cwd();
  const startedByOurOwnScript =
    npm_package_json !== undefined && samePath(path.dirname(npm_package_json), root) && samePath(here, root);
  return startedByOurOwnScript && INIT_CWD ? INIT_CWD : here;
}

// --- packages ---------------------------------------------------------------------------------------------

function isInstalled() {
  const expected = installFingerprint();
  if (readIfThere(installStamp) === expected) return true;
  if (!installedByHand()) return false;
  writeStamp(installStamp, expected);
  return true;
}

/** The lock file decides what is installed; the platform decides which of its binaries. */
function installFingerprint() {
  const lock = fs.readFileSync(path.join(root, "package-lock.json"));
  return `${createHash("sha256").update(lock).digest("hex")} ${process.platform} ${process.arch}`;
}

/** True when npm's own record of what lies in node_modules agrees with the lock: `npm ci` was run by hand. */
function installedByHand() {
  const record = readIfThere(path.join(root, "node_modules", ".package-lock.json"));
  if (record === undefined) return false;
  const wanted = lockedPackages(fs.readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const present = lockedPackages(record);
  /** @param {[string, LockedPackage]} one */
  const agrees = ([name, entry]) => {
    const found = present[name];
    if (found === undefined) return entry.optional === true || !name.includes("node_modules/");
    return found.version === entry.version && found.integrity === entry.integrity;
  };
  return Object.entries(wanted).every(agrees) && Object.keys(present).every((name) => name in wanted);
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */

/** @returns {Record<string, LockedPackage>} */
function lockedPackages(/** @type {string} */ text) {
  try {
    return JSON.parse(text).packages ?? {};
  } catch {
    return {};
  }
}

async function install() {
  const before = installFingerprint();
  await step({
    doing: "Setting up (once): installing packages",
    log: path.join(stateFolder, "install.log"),
    command: [
      ...npmCommand(),
      "ci",
      "--include=dev",
      "--include=optional",
      "--ignore-scripts",
      "--prefer-offline",
    ],
    cwd: root,
    env: environmentForNpm(),
    advice:
      "When npm is missing: it comes with Node. When npm could not reach its registry: check the connection, the\n" +
      "proxy (HTTPS_PROXY) and `npm config get registry`. Then run the same command again.",
  });
  writeStamp(installStamp, before);
}

/** The npm that started us, where one did; otherwise the one on the PATH. */
function npmCommand() {
  const startedBy = process.env.npm_execpath ?? "";
  const npmCli = startedBy.replace(/npx-cli\.js$/, "npm-cli.js");
  return npmCli.endsWith("npm-cli.js") && fs.existsSync(npmCli) ? [process.execPath, npmCli] : ["npm"];
}

/**
 * npm hands its own command line to its children as npm_config_*. What was meant for an outer `npx` (which
 * packages, which prefix, a dry run) must not steer this install; where to download from and how must.
 */
function environmentForNpm() {
  const kept =
    /^npm_config_(.*registry|.*proxy|cache|userconfig|globalconfig|ca|cafile|cert|key|strict_ssl|offline|prefer_.*|fetch_.*|maxsockets|.*_auth.*)$/i;
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name));
  return Object.fromEntries(entries);
}

// --- build ------------------------------------------------------------------------------------------------

function isBuilt() {
  const built = packageFolders().every((folder) => fs.existsSync(path.join(folder, "dist", "index.js")));
  return built && readIfThere(buildStamp) === sourceFingerprint();
}

/** Compiles without checking types, in half the time: what is committed has been checked (`npm run check`). */
async function build() {
  const before = sourceFingerprint();
  await step({
    doing: "Setting up (after each change): building",
    log: path.join(stateFolder, "build.log"),
    command: [process.execPath, path.join(root, "node_modules/typescript/bin/tsc"), "--build", "--noCheck"],
    cwd: root,
    env: process.env,
    advice: "The sources cannot be compiled as they are; `npm run check -- types` says more.",
  });
  // Taken before: a source that changed while tsc was reading counts as changed in the next run.
  writeStamp(buildStamp, before);
}

/** Names, sizes and times of all that goes into the build; unlike "newer than", it sees a file go away too. */
function sourceFingerprint() {
  const hash = createHash("sha256");
  for (const name of ["tsconfig.base.json", "tsconfig.json", "package-lock.json"]) {
    addFile(hash, path.join(root, name));
  }
  for (const folder of packageFolders()) {
    addFile(hash, path.join(folder, "package.json"));
    addFile(hash, path.join(folder, "tsconfig.json"));
    addFolder(hash, path.join(folder, "src"));
  }
  return hash.digest("hex");
}

function packageFolders() {
  const packages = path.join(root, "packages");
  const folders = fs.readdirSync(packages).sort();
  return folders
    .map((name) => path.join(packages, name))
    .filter((dir) => fs.existsSync(`${dir}/package.json`));
}

/** @param {import("node:crypto").Hash} hash @param {string} folder */
function addFolder(hash, folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "testing") addFolder(hash, file);
    if (entry.isFile() && !entry.name.endsWith(".test.ts")) addFile(hash, file);
  }
}

/** @param {import("node:crypto").Hash} hash @param {string} file */
function addFile(hash, file) {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  hash.update(`${path.relative(root, file)} ${found?.size} ${found?.mtimeMs}\n`);
}

// --- small things -----------------------------------------------------------------------------------------

/** @param {unknown} error */
function asSetUpFailed(error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") return error;
  return new SetUpFailed(
    `This clone is not set up, or not up to date, and ${root} is not writable for you.\n` +
      "Let its owner run `npm start` there once, or make a clone of your own.",
  );
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Only a memory aid: where it cannot be written (another's clone), the next run looks again. */
function writeStamp(/** @type {string} */ file, /** @type {string} */ text) {
  try {
    fs.writeFileSync(file, text);
  } catch {}
}

/** @param {string} one @param {string} other */
function samePath(one, other) {
  try {
    return fs.realpathSync(one) === fs.realpathSync(other);
  } catch {
    return false;
  }
}

if (process.argv[1] !== undefined && samePath(process.argv[1], fileURLToPath(import.meta.url))) {
  setUp().then(
    () => say("Set up."),
    (error) => {
      if (!(error instanceof SetUpFailed)) throw error;
      say(error.message);
      process.exitCode = 2;
    },
  );
}
