// The few options of our own scripts. What is taken is gone from the list; the rest is for the tool behind.

/** True when the option is there. @param {string[]} args @param {string} option */
export function takeOption(args, option) {
  const at = args.indexOf(option);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
}

/** The value that follows the option, or undefined. @param {string[]} args @param {string} option */
export function takeValue(args, option) {
  const at = args.indexOf(option);
  return at >= 0 ? args.splice(at, 2)[1] : undefined;
}
