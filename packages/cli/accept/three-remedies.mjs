// Gives the devices of a plan the three remedies in turn, so that one rollout tries them all. A plan is data: what is
// changed here is approved afterwards like any other, by its digest, and carried out word for word.
import { planDigestOf } from "@reroot/core";

const REMEDIES = ["import-from-default-url", "import-from-mirror", "import-from-file"];

/** @param mirror a URL that serves the plan's very bundle */
export function withThreeRemedies(plan, mirror) {
  let turn = 0;
  const waves = plan.waves.map((wave) => ({
    ...wave,
    devices: wave.devices.map((device) => changed(device, REMEDIES[turn++ % 3], plan.bundle, mirror)),
  }));
  const { digest: _, ...body } = { ...plan, waves };
  return { ...body, digest: planDigestOf({ ...body, digest: "" }) };
}

function changed(device, remedy, bundle, mirror) {
  const at = device.steps.findIndex(({ kind }) => kind === "import-bundle");
  const { requiredRoots } = device.steps[at];
  const others = device.steps
    .filter(({ kind }) => !["import-bundle", "copy-bundle", "remove-file"].includes(kind))
    .map(sooner);
  const imports = (command) => ({ kind: "import-bundle", action: { kind: "exec", command }, requiredRoots });
  if (remedy === "import-from-default-url") return { ...device, steps: device.steps.map(sooner) };
  if (remedy === "import-from-mirror") {
    const lines = [`crypto ca trustpool policy cabundle url ${mirror}`];
    const action = { kind: "configure", lines, comment: "Reroot acceptance" };
    const steps = [
      { kind: "set-bundle-url", action, bundleUrl: mirror },
      imports(`crypto ca trustpool import url ${mirror}`),
    ];
    return { ...device, remedy, steps: [...steps, ...others] };
  }
  const path = `harddisk:/reroot-${bundle.sha256.slice(0, 8).toLowerCase()}.p7b`;
  const { bytes, sha256, md5 } = bundle;
  const steps = [
    { kind: "copy-bundle", action: { kind: "copy-file", path, bytes, sha256, md5 }, path, md5 },
    imports(`crypto ca trustpool import url ${path}`),
    { kind: "remove-file", action: { kind: "exec", command: `delete ${path}` }, path },
  ];
  return { ...device, remedy, steps: [...steps, ...others] };
}

/** Who waits for a contact that a crash kept from being asked for gives up sooner, so that a run does not take hours. */
function sooner(step) {
  return "deadlineSeconds" in step ? { ...step, deadlineSeconds: 120 } : step;
}
