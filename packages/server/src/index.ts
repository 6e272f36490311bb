/**
 * What Reroot serves to others. So far one room, the mirror: verified bundles over HTTP, for devices that cannot
 * reach the vendor or resolve its name.
 *
 * Deliberately does not know: how a bundle was fetched, which device should import it, how anything is shown to
 * people, and files: what a server keeps is handed out through ports.
 */
export { type DeviceAtAddress, devicesByAddress } from "./mirror/device-addresses.js";
export { type Fetch, type FetchEnd, type FetchLog, fetchLog } from "./mirror/fetch-log.js";
export type { MirrorFailure } from "./mirror/mirror-failure.js";
export { type MirrorLog, mirrorLog } from "./mirror/mirror-log.js";
export { type Mirror, type MirrorOptions, type MirrorStopped, startMirror } from "./mirror/mirror-server.js";
export { type BundleShelf, type OfferedBundle, type ShelvedBundle, shelve } from "./mirror/shelf.js";
