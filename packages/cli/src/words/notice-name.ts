/** A notice as people call it. What comes from a lab says so wherever its notice is named. */

export function noticeName({ id, lab }: { readonly id: string; readonly lab?: unknown }): string {
  return `${id.toUpperCase()}${lab ? " (LAB)" : ""}`;
}
