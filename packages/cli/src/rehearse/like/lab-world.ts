/** What the lab's world has in the place of a team's own network. */
import type { FieldNotice } from "@reroot/core";

export interface LabWorld {
  readonly nameServer: string;
  /** As a configuration names it. */
  readonly proxy: { readonly host: string; readonly port: number };
  readonly onPrem: { readonly callHome: string; readonly smart: string };
  /** Servers that the cloud answers for. */
  readonly cloudHosts: readonly string[];
  readonly defaultBundleUrl: string;
}

/** Names and addresses are those of docs/lab-management.md and of the lab's base configuration. */
export function labWorld(notice: FieldNotice): LabWorld {
  return {
    nameServer: "192.0.2.53",
    proxy: { host: "proxy.lab.example", port: 8080 },
    onPrem: {
      callHome: "https://ssm-on-prem.lab.example/Transportgateway/services/DeviceRequestHandler",
      smart: "https://ssm-on-prem.lab.example/SmartTransport",
    },
    cloudHosts: notice.endpoints.map(({ host }) => host),
    defaultBundleUrl: notice.remedies.find(({ id }) => id === "import-from-default-url")?.bundleUrl ?? "",
  };
}
