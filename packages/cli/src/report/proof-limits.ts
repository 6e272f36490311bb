/** What a proof does not prove, said on its page, so that nobody reads more into it than it holds. */
import type { Proof } from "@reroot/core";
import { second } from "../words/dates.js";
import { AFTER_SWITCHOVER } from "../words/hold-reason.js";
import { type Html, html, withCode } from "./html.js";

export function proofLimits({ approved, after }: Proof): Html {
  const hasStandby = approved.plan.waves.some(({ devices }) =>
    devices.some(({ cautions }) => cautions.includes("standby-pool-unseen")),
  );
  const limits = [
    `What was so after ${second(after.at)}: it is about that moment.`,
    "That devices told the truth: it rests on what they printed. Transcripts are cited by digest and kept by whoever made this.",
    "That verification is on where a release hides the line that switches it off: that it was not seen there is all that can be said.",
    "Licence compliance: a contact that succeeds can bring to light that licences are short.",
    ...(hasStandby
      ? [
          `The trust pool of standby route processors: no command shows it. After the next switchover: ${AFTER_SWITCHOVER}.`,
        ]
      : []),
  ];
  return html`<h3>What this does not prove</h3>
<ul>${limits.map((limit) => html`<li>${withCode(limit)}</li>`)}</ul>
`;
}
