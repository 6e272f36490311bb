/** A policy as the team writes it down: YAML, each fault with its line. `docs/policy.md` is its prose. */
import { failed, type Result, success } from "@reroot/pki";
import { z } from "zod";
import { VERDICTS } from "../finding/finding.js";
import { type FieldProblem, inReadingOrder, type Locate, readYaml } from "../notice/yaml-text.js";
import { REMEDIES } from "./plan.js";
import { DEFAULT_POLICY, type Policy, type WaveSize } from "./policy.js";
import { isTimeZone, type MaintenanceWindow, nextOpening, WEEKDAYS } from "./window.js";

export type PolicyFailure =
  | {
      readonly code: "policy/too-large";
      readonly file: string;
      readonly characters: number;
      readonly limit: number;
    }
  | { readonly code: "policy/not-yaml"; readonly file: string; readonly problems: readonly FieldProblem[] }
  | {
      readonly code: "policy/fields-wrong";
      readonly file: string;
      readonly problems: readonly FieldProblem[];
    };

const name = z.string().trim().min(1);
const seconds = (most: number) => z.int().min(0).max(most);
const devices = z.int().min(1).max(1_000_000);
const WEEK = 604_800;

const url = z
  .string()
  .regex(
    /^https?:\/\/[A-Za-z0-9.\-_[\]:]+(\/[A-Za-z0-9._~/-]*)?$/,
    "an http(s) URL without spaces or queries",
  )
  .max(800, "at most 800 characters: a device takes no more");

const share = z
  .string()
  .regex(/^(100|[1-9]\d?)%$/, 'a number of devices, or a share such as "25%"')
  .transform((text) => text as WaveSize);

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'an hour as "HH:MM", in quotes');

const window = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).optional(),
    dates: z.array(z.iso.date()).min(1).optional(),
    from: hour,
    to: hour,
    timeZone: z.string().refine(isTimeZone, "the name of a time zone, such as Europe/Paris"),
    sites: z.array(name).min(1).optional(),
    groups: z.array(name).min(1).optional(),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], error: "it ends when it begins: it never opens" });

const schema = z.strictObject({
  formatVersion: z.literal(1),
  remedies: z
    .array(z.enum(REMEDIES))
    .min(1)
    .refine((all) => new Set(all).size === all.length, "each remedy once")
    .optional(),
  mirror: z.strictObject({ url, configureCabundle: z.boolean().optional() }).optional(),
  waves: z
    .strictObject({
      canary: devices.optional(),
      sizes: z
        .array(z.union([devices, share]))
        .min(1)
        .optional(),
      by: z.enum(["site", "group"]).optional(),
    })
    .optional(),
  pace: z
    .strictObject({
      concurrency: z.int().min(1).max(1000).optional(),
      perSite: z.int().min(1).max(1000).optional(),
      startsPerMinute: z.int().min(1).max(100_000).optional(),
    })
    .optional(),
  windows: z.array(window).min(1).optional(),
  gate: z
    .strictObject({
      failuresAllowed: z.int().min(0).max(1_000_000).optional(),
      soakSeconds: seconds(WEEK).optional(),
      requiredVerdicts: z.array(z.enum(VERDICTS)).min(1).optional(),
    })
    .optional(),
  approval: z
    .strictObject({
      approvers: z.array(name).min(1).optional(),
      differsFromAuthor: z.boolean().optional(),
    })
    .optional(),
  rehearsal: z
    .strictObject({
      required: z.boolean().optional(),
      maxAgeHours: z.int().min(1).max(8760).optional(),
    })
    .optional(),
  renewal: z
    .strictObject({
      deadlineSeconds: z.int().min(30).max(86_400).optional(),
      jitterSeconds: seconds(86_400).optional(),
    })
    .optional(),
  registration: z.enum(["offer", "never"]).optional(),
  crlOptional: z.enum(["offer", "never"]).optional(),
  callHomeTest: z.enum(["offer", "never"]).optional(),
});

type PolicyText = z.output<typeof schema>;

/**
 * Reads a policy; what it does not say is as in `DEFAULT_POLICY`.
 * @param at the moment of planning: a window that does not open from then on is a fault.
 */
export function readPolicy(
  text: string,
  file: string,
  author: string,
  at: Date,
): Result<Policy, PolicyFailure> {
  const read = readYaml(text, file, schema);
  if (!read.ok) return failed(ofPolicy(read.failure));
  const { value, locate } = read.value;
  const policy = policyFrom(value, author);
  const problems = inReadingOrder([...neverOpening(value, at, locate), ...unusable(value, locate)]);
  return problems.length > 0 ? failed({ code: "policy/fields-wrong", file, problems }) : success(policy);
}

type YamlFault = Extract<ReturnType<typeof readYaml>, { ok: false }>["failure"];

function ofPolicy(failure: YamlFault): PolicyFailure {
  switch (failure.code) {
    case "notice/too-large":
      return { ...failure, code: "policy/too-large" };
    case "notice/not-yaml":
      return { ...failure, code: "policy/not-yaml" };
    case "notice/fields-wrong":
      return { ...failure, code: "policy/fields-wrong", problems: failure.problems.map(withoutNull) };
  }
}

/** A notice says null for what it leaves open; a policy leaves it out. */
function withoutNull(problem: FieldProblem): FieldProblem {
  return problem.problem.startsWith("missing;") ? { ...problem, problem: "missing" } : problem;
}

function policyFrom(given: PolicyText, author: string): Policy {
  const { mirror, waves, pace, gate, approval, rehearsal, renewal, windows } = given;
  const defaults = DEFAULT_POLICY;
  return {
    ...defaults,
    author,
    ...(given.remedies && { remedies: given.remedies }),
    ...(mirror && {
      mirror: {
        url: mirror.url,
        configure: mirror.configureCabundle ? "configure-cabundle" : "leave-policy-alone",
      },
    }),
    waves: said({ ...defaults.waves, ...waves }),
    pace: said({ ...defaults.pace, ...pace }),
    windows: (windows ?? []).map((one) => said(one)),
    gate: said({ ...defaults.gate, ...gate }),
    approvers: {
      names: approval?.approvers ?? [],
      author: approval?.differsFromAuthor ? "must-not-approve" : "may-approve",
    },
    rehearsal: {
      need: rehearsal?.required ? "required" : defaults.rehearsal.need,
      maxAgeSeconds:
        rehearsal?.maxAgeHours === undefined
          ? defaults.rehearsal.maxAgeSeconds
          : rehearsal.maxAgeHours * 3600,
    },
    renewal: said({ ...defaults.renewal, ...renewal }),
    ...(given.registration && { registration: given.registration }),
    ...(given.crlOptional && { crlOptional: given.crlOptional }),
    ...(given.callHomeTest && { callHomeTest: given.callHomeTest }),
  };
}

/** Keys that hold nothing are left out, as in every file of ours. */
function said<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function neverOpening({ windows }: PolicyText, at: Date, locate: Locate): readonly FieldProblem[] {
  return (windows ?? []).flatMap((window, index) => {
    if (nextOpening([said(window) as MaintenanceWindow], at.toISOString()) !== undefined) return [];
    const field = `windows[${index}]`;
    return [{ ...locate(["windows", index]), field, problem: "this window never opens any more" }];
  });
}

function unusable({ remedies, mirror }: PolicyText, locate: Locate): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (remedies?.includes("import-from-mirror") && !mirror) {
    const problem = "import-from-mirror needs mirror.url: the address that devices are to import from";
    problems.push({ ...locate(["remedies"]), field: "remedies", problem });
  }
  return problems;
}
