/** The tokens and variables of ssh_config(5), TOKENS and ENVIRONMENT VARIABLES. */

/** By letter: `h` for `%h`. */
export type TokenValues = Readonly<Record<string, string>>;

/** Undefined where a token or a variable is not known. Variables are left alone where `environment` is not given. */
export function expandTokens(
  text: string,
  values: TokenValues,
  environment?: Readonly<Record<string, string | undefined>>,
): string | undefined {
  let isKnown = true;
  const known = (value: string | undefined) => {
    if (value === undefined) isKnown = false;
    return value ?? "";
  };
  const expanded = text.replace(TOKEN, (whole, letter?: string, variable?: string) => {
    if (variable !== undefined) return environment ? known(environment[variable]) : whole;
    if (letter === "%") return "%";
    return known(letter !== undefined && Object.hasOwn(values, letter) ? values[letter] : undefined);
  });
  return isKnown ? expanded : undefined;
}

const TOKEN = /%(.?)|\$\{([^}]{0,256})\}/g;
