/** How large an inventory may be: far beyond any fleet, and small enough that no text keeps us busy for ever. */

export const MOST_DEVICES = 200_000;

/** How often devices and groups may be said to belong to a group, ranges and aliases counted as what they give. */
export const MOST_MEMBERSHIPS = 2_000_000;

/** How often a YAML inventory may open a group, by aliases as well. */
export const MOST_GROUPS = 100_000;

/** Groups within groups. */
export const MOST_NESTED_GROUPS = 100;
