/** Where a device stands that the plan gives no site: no cap of a site holds for it. */
export const NO_SITE = "-";
