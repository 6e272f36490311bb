export * from "./capture.js";
export { readCaptures } from "./captures.js";
export { readCaptureFolder } from "./read-captures.js";
export { type Discretion, type Recording, readRecording, writeRecording } from "./record.js";
