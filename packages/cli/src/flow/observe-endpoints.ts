/** Which chains the notice's endpoints serve now, seen from here; or, in a lab, at the lab's own servers. */
import type { EndpointObservation, FieldNotice } from "@reroot/core";
import { observeEndpoint } from "@reroot/devices";
import { certificatesIn, readCertificates } from "@reroot/pki";

/** Where to connect instead of the host itself; undefined means to the host. */
export type Elsewhere = (host: string) => { readonly host: string; readonly port: number } | undefined;

const TIMEOUT_MS = 10_000;

export function endpointObserver(now: () => Date, elsewhere: Elsewhere = () => undefined) {
  return (notice: FieldNotice): Promise<readonly EndpointObservation[]> => {
    const roots = rootsOf(notice);
    return Promise.all(
      notice.endpoints.map(({ host, port }) => {
        const connectTo = elsewhere(host);
        return observeEndpoint({
          host,
          port,
          roots,
          now,
          timeoutMs: TIMEOUT_MS,
          ...(connectTo && { connectTo }),
        });
      }),
    );
  };
}

function rootsOf({ retiredRoots, requiredRoots, otherRoots }: FieldNotice) {
  return [...retiredRoots, ...requiredRoots, ...otherRoots].flatMap(({ pem }) => {
    const rows = pem === null ? undefined : readCertificates(new TextEncoder().encode(pem));
    return rows?.ok ? certificatesIn(rows.value) : [];
  });
}
