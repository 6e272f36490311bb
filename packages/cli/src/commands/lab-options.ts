/** The options of everything that starts a lab. */
import { Option } from "commander";
import { wholeNumber } from "./command.js";

export function devicesOption(): Option {
  const text = "a mixed fleet of this size (default: the twelve routers of docs/rehearsal.md)";
  return new Option("--devices <n>", text).argParser(wholeNumber(1, 10_000));
}

export function seedOption(): Option {
  return new Option("--seed <n>", "everything that is drawn comes from it")
    .argParser(wholeNumber(0, 2 ** 31))
    .default(1);
}
