/**
 * What a published page says, in the shape of `FieldNotice`: the same data, `null` wherever the page is silent.
 */
import type { FieldNotice } from "../notice.js";

/** The same fields at every depth, each of them possibly not stated. A `FieldNotice` is one that states all. */
export type Published<T> = T extends string | number | boolean | null
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Published<Item>[]
    : { readonly [Field in keyof T]: Published<T[Field]> | null };

export type PublishedNotice = Published<FieldNotice>;

/** The fields that the page left open, such as `endpoints[0].services`, in the order of the format. */
export function unstatedFields(notice: PublishedNotice): readonly string[] {
  return unstatedIn(notice, "");
}

function unstatedIn(value: unknown, field: string): readonly string[] {
  if (value === null) return [field];
  if (typeof value !== "object") return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, item]) =>
    unstatedIn(item, isList ? `${field}[${key}]` : field === "" ? key : `${field}.${key}`),
  );
}
