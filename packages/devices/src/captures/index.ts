export * from "./capture.js";
export { readCaptures } from "./captures.js";
export { readCaptureFolder } from "./read-captures.js";
