import { describe, expect, it } from "vitest";
import { parseConfiguration } from "./configuration-grammar.js";
import { callHomeEgress, smartTransportEgress, trustPoolEgress } from "./egress.js";
import { canReach, routesOf } from "./routing.js";

const text = `vrf MGMT
interface MgmtEth0/RP0/CPU0/0
 vrf MGMT
 ipv4 address 192.0.2.200 255.255.255.0
!
interface GigabitEthernet0/0/0/0
 ipv4 address 198.51.100.1/30
!
interface GigabitEthernet0/0/0/1
 ipv4 address 203.0.113.1 255.255.255.252
 shutdown
!
router static
 address-family ipv4 unicast
  0.0.0.0/0 198.51.100.2
  10.0.0.0/8 203.0.113.2
  172.16.0.0/12 Null0
 !
 vrf MGMT
  address-family ipv4 unicast
   10.1.0.0/16 192.0.2.1
  !
 !
!
`;
const configuration = parseConfiguration(text);
const by = (vrf: string, sourceInterface?: string) => ({ vrf, sourceInterface });

describe("routes", () => {
  it("are those of one VRF: connected networks of interfaces that are up, and static routes to reachable hops", () => {
    expect(
      routesOf(configuration, "MGMT").map(({ network, prefixLength }) => `${network}/${prefixLength}`),
    ).toEqual(["192.0.2.0/24", "10.1.0.0/16"]);
    // 10.0.0.0/8 has its next hop behind an interface that is shut down.
    expect(routesOf(configuration, "default").map(({ network }) => network)).toEqual([
      "198.51.100.0",
      "172.16.0.0",
      "0.0.0.0",
    ]);
    expect(routesOf(configuration, "NOWHERE")).toEqual([]);
  });

  it("decide what can be reached, a discard route not", () => {
    expect(canReach(configuration, by("MGMT"), "192.0.2.53")).toBe(true);
    expect(canReach(configuration, by("MGMT"), "198.51.100.2")).toBe(false);
    expect(canReach(configuration, by("default"), "8.8.8.8")).toBe(true);
    expect(canReach(configuration, by("NOWHERE"), "192.0.2.53")).toBe(false);
    expect(canReach(configuration, by("default"), "127.0.0.1")).toBe(true);
  });

  it("need a source interface that is up and in the VRF", () => {
    expect(canReach(configuration, by("MGMT", "mgmteth 0/RP0/CPU0/0"), "192.0.2.53")).toBe(true);
    expect(canReach(configuration, by("default", "MgmtEth0/RP0/CPU0/0"), "8.8.8.8")).toBe(false);
    expect(canReach(configuration, by("default", "GigabitEthernet0/0/0/1"), "8.8.8.8")).toBe(false);
    expect(canReach(configuration, by("default", "Loopback0"), "127.0.0.1")).toBe(false);
  });
});

describe("the way that each client takes", () => {
  // Statements of the models Cisco-IOS-XR-um-call-home-cfg, -um-http-client-cfg, -um-crypto-cfg and -um-license-smart-cfg.
  const settings = parseConfiguration(`call-home
 vrf CH
 http-proxy proxy.example port 3128
!
http client vrf HC
http client source-interface ipv4 Loopback0
crypto ca source-interface ipv4 Loopback1
crypto ca http-proxy pki.example port 8080
license smart proxy hostname smart.example
license smart proxy port 8888
crypto ca trustpool policy
 vrf PKI
!
`);

  it("is its own, and the http client's where it has none", () => {
    expect(callHomeEgress(settings)).toEqual({
      vrf: "CH",
      sourceInterface: "Loopback0",
      proxy: { host: "proxy.example", port: 3128 },
    });
    expect(smartTransportEgress(settings)).toEqual({
      vrf: "HC",
      sourceInterface: "Loopback0",
      proxy: { host: "smart.example", port: 8888 },
    });
    expect(trustPoolEgress(settings)).toEqual({
      vrf: "PKI",
      sourceInterface: "Loopback1",
      proxy: { host: "pki.example", port: 8080 },
    });
    expect(callHomeEgress([])).toEqual({ vrf: "default", sourceInterface: undefined, proxy: undefined });
  });
});
