import { describe, expect, it } from "vitest";
import { redact } from "./redact.js";

/**
 * Lines of configurations, commands and messages in which secrets stand, written after the vendor's command
 * references of IOS XR and IOS XE and after other formats that find their way into logs. Every `SECRET` must go.
 */
const SECRET_LINES: readonly string[] = `
username admin password 7 SECRET
username admin secret 5 SECRET
username admin secret 8 SECRET
username admin secret 9 SECRET
username admin secret 10 SECRET
username admin secret 0 SECRET
 secret SECRET
 password SECRET
 password encrypted SECRET
 masked-secret SECRET
 masked-password SECRET
enable secret 5 SECRET
enable password level 15 7 SECRET
enable secret level 5 9 SECRET
line vty 0 4 password 7 SECRET
snmp-server community SECRET RO
snmp-server community encrypted SECRET RO IPv4 ACL
snmp-server community clear SECRET SystemOwner
snmp-server community-map SECRET context x
snmp-server host 192.0.2.1 traps version 2c SECRET
snmp-server host 192.0.2.1 traps SECRET
snmp-server host 192.0.2.1 SECRET
snmp-server host 192.0.2.1 informs version 2c encrypted SECRET udp-port 1620
snmp-server host 192.0.2.1 vrf MGMT version 2c SECRET
snmp-server host 192.0.2.1 version 3 priv SECRET
snmp-server user u g v3 auth md5 encrypted SECRET priv aes 128 encrypted SECRET
snmp-server user u g v3 auth sha clear SECRET priv des56 clear SECRET
snmp-server user u g v3 auth sha SECRET priv aes 256 SECRET access 10
snmp-server user u g remote 192.0.2.1 v3 encrypted auth md5 SECRET priv 3des SECRET
snmp-server user u g v3 auth sha512 encrypted SECRET
tacacs-server host 192.0.2.1 port 49 key 7 SECRET
tacacs-server host 192.0.2.1 key SECRET
tacacs-server key 7 SECRET
tacacs-server key SECRET
tacacs-server key 6 SECRET
radius-server key SECRET
radius-server key 7 SECRET
radius-server host 192.0.2.1 auth-port 1812 acct-port 1813 key 7 SECRET
radius-server host 192.0.2.1 key SECRET retransmit 3
 key 7 SECRET
 key SECRET
 server-key 7 SECRET
 server-key SECRET
 client 192.0.2.1 server-key 7 SECRET
aaa server radius dynamic-author client 192.0.2.1 vrf x server-key SECRET
 pac key 7 SECRET
key chain KC key 1 key-string password SECRET
 key-string 7 SECRET
 key-string SECRET
 key-string password6 SECRET
 key-octet-string SECRET
 key 01 key-string password6 SECRET cryptographic-algorithm aes-128-cmac
 key-string password SECRET cryptographic-algorithm MD5
macsec psk key 01 hex-string SECRET
 key-string password SECRET cryptographic-algorithm aes-256-cmac
 neighbor 192.0.2.1 password 7 SECRET
 neighbor 192.0.2.1 password encrypted SECRET
 neighbor 192.0.2.1 password clear SECRET
 message-digest-key 1 md5 encrypted SECRET
 message-digest-key 1 md5 SECRET
 message-digest-key 1 md5 7 SECRET
 authentication-key encrypted SECRET
 authentication-key SECRET
 hello-password hmac-md5 encrypted SECRET
 hello-password text clear SECRET
 hello-password accept encrypted SECRET
 lsp-password hmac-md5 encrypted SECRET level 2
 lsp-password text SECRET
 lsp-password accept encrypted SECRET
 area-password SECRET
 domain-password SECRET authenticate snp validate
 isis password SECRET level-2
 isis authentication key SECRET
 ip ospf authentication-key 7 SECRET
 ip ospf message-digest-key 1 md5 7 SECRET
 area 0 virtual-link 192.0.2.1 authentication-key 7 SECRET
 area 0 virtual-link 192.0.2.1 message-digest-key 1 md5 7 SECRET
 authentication ipsec spi 256 md5 SECRET
 authentication ipsec spi 256 sha1 password SECRET
 encryption ipsec spi 256 esp aes 128 SECRET sha1 SECRET
 authentication text SECRET
 authentication key-string SECRET
 vrrp 1 authentication text SECRET
 standby 1 authentication SECRET
 standby 1 authentication md5 key-string 7 SECRET
 hsrp authentication SECRET
 glbp 1 authentication md5 key-string SECRET
 ldp neighbor 192.0.2.1 password encrypted SECRET
 mpls ldp neighbor 192.0.2.1 password SECRET
 password clear SECRET
 session-key inbound esp 256 cipher SECRET authenticator SECRET
 set session-key inbound ah 256 SECRET
crypto isakmp key SECRET address 192.0.2.1
crypto isakmp key 6 SECRET address 192.0.2.1
crypto isakmp key 0 SECRET hostname a
 pre-shared-key address 192.0.2.1 key SECRET
 pre-shared-key address 192.0.2.1 255.255.255.0 key 6 SECRET
 pre-shared-key local SECRET
 pre-shared-key remote 6 SECRET
 pre-shared-key SECRET
 pre-shared-key ascii-text SECRET
 pre-shared-key hex SECRET
 pre-shared-key clear SECRET
 pre-shared-key password6 SECRET
 ppp pap sent-username u password 7 SECRET
 ppp chap password encrypted SECRET
 ppp chap password 7 SECRET
 ntp authentication-key 1 md5 encrypted SECRET
ntp authentication-key 1 md5 SECRET 7
ntp authentication-key 2 cmac SECRET
ntp authentication-key 2 hmac-sha2-256 7 SECRET
 authentication-key 1 md5 encrypted SECRET
http client proxy-server p.example port 8080 password SECRET
 http-proxy https://user:SECRET@proxy.example port 8080
 destination address http https://user:SECRET@tools.cisco.com/x
 http-proxy user:SECRET@proxy.example port 8080
 mail-server smtp.example priority 1 username u password SECRET
copy ftp://user:SECRET@192.0.2.1/x harddisk:
 cabundle url https://u:SECRET@mirror.example/ios.p7b
license smart register idtoken SECRET
license smart register idtoken SECRET force
license smart trust idtoken SECRET local
idtoken SECRET
token SECRET
 license smart proxy username u password SECRET
 license smart proxy password 7 SECRET
 passphrase SECRET
 passphrase encrypted SECRET
 wpa-psk ascii 0 SECRET
 psk 0 SECRET
 shared-secret SECRET
 sshared-key SECRET
 auth-key SECRET
 auth-key 7 SECRET
 api-key SECRET
 x-api-key: SECRET
 Authorization: Bearer SECRET
 Authorization: Basic SECRET
 access-token SECRET
 secret-key SECRET
 secret key SECRET
 client-secret SECRET
 private-key SECRET
 encryption-key SECRET
 master-key SECRET
 key config-key password-encrypt SECRET
 key-config SECRET
 ipsec-key SECRET
 ftp-password SECRET
ftp client password encrypted SECRET
ip ftp password 7 SECRET
rcp client password SECRET
tftp client password SECRET
ftp client anonymous-password SECRET
 ospf authentication md5 7 SECRET
 security password SECRET
 radius key SECRET
 accounting secret=SECRET
 password=SECRET
 password: SECRET
 "password": "SECRET"
 "secret" : "SECRET",
 token="SECRET"
 <password>SECRET</password>
 <secret>SECRET</secret>
 trustpoint x password SECRET
 password sha1 SECRET
 challenge-password SECRET
 l2tp tunnel password 7 SECRET
 vpdn l2tp password SECRET
 tunnel password SECRET
 lac password SECRET
 digest secret 0 SECRET
 digest secret 7 SECRET hash md5
 wlccp authentication key SECRET
 dot1x credentials password 7 SECRET
 eap method md5 password SECRET
 pnp password SECRET
 ssh server key SECRET
  key-hash ssh-rsa SECRET
 md5-key SECRET
 sha-key SECRET
 secret-string SECRET
 rekey secret SECRET
 cak SECRET
 ckn SECRET
 sak SECRET
 mka psk SECRET
 hmac-key SECRET
 crypto key SECRET
 telemetry password SECRET
 grpc tls-token SECRET
 client-id x client-secret SECRET
 bearer SECRET
 webhook https://hooks.example/services/SECRET
 https://example.com/x?token=SECRET
 https://example.com/x?a=1&api_key=SECRET&b=2
 https://example.com/x?access_token=SECRET
 https://SECRET@example.com/x
 sftp://user:SECRET@h/x
 scp://user:SECRET@h/x
 banner motd ^C password is SECRET ^C
 description password SECRET
 community SECRET
 snmp community SECRET
 trap-community SECRET
 secure-key SECRET
 pin SECRET
 wep SECRET
 encryption mode wep key 1 size 128bit 7 SECRET
`
  .split("\n")
  .filter((line) => line.trim() !== "");

describe("a planted secret", () => {
  it.each(SECRET_LINES)("goes: %s", (line) => {
    let count = 0;
    const planted = line.replace(/SECRET/g, () => `Zx9${count++}plAnted`);
    for (const text of [planted, `before\r\n${planted}\r\nafter`, `\x1b[0m${planted}`, ` ${planted} `]) {
      expect(redact(text)).not.toMatch(/Zx9\dplAnted/);
    }
    expect(redact(`before\r\n${planted}\r\nafter`)).toMatch(/^before\r\n.*\r\nafter$/);
  });

  it("goes whatever it looks like", () => {
    for (const secret of [
      "104D000A0618",
      "$9$gCGcm2IWBJOT5U$p6jqb",
      "encrypted1",
      "a.b-c_d/e+f=",
      "12345678",
      "p@ss:word",
      "RO1",
    ]) {
      for (const line of [
        " key 7 ",
        " password ",
        "snmp-server community ",
        "tacacs-server host 192.0.2.1 key ",
        "license smart register idtoken ",
      ]) {
        expect(redact(`${line}${secret}`)).not.toContain(secret);
      }
    }
  });

  it("goes from a bare key under a server, and a name in a key chain stays", () => {
    expect(redact("tacacs-server host 192.0.2.1 port 49\n key 123456\n!")).toContain(" key <redacted>");
    expect(redact("key chain ISIS\n key 1\n  accept-lifetime 00:00:00 january 01 2020 infinite")).toContain(
      " key 1\n",
    );
  });
});

describe("what is no secret", () => {
  it.each([
    "neighbor 192.0.2.1 remote-as 65000",
    "set community (65000:1, 65000:2) additive",
    "ntp server 192.0.2.1 key 5 prefer",
    "aaa authentication login default group tacacs+ local",
    " rsakeypair KEYS",
    "service password-encryption",
    "  Key usage      : General Purpose",
    "license smart url https://smartreceiver.cisco.com/licservice/license",
    "License Authorization: Status: OUT OF COMPLIANCE on Feb 23 2022 05:56:50 UTC",
    "Failure reason: Product Instance token is invalid",
    "RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: exec[1]: %SECURITY-LOGIN-4-AUTHEN_FAILED : Failed authentication attempt by user 'x'",
    "http-proxy proxy.example port 8080",
    "crypto ca trustpoint Trustpool",
  ])("stays: %s", (line) => {
    expect(redact(line)).toBe(line);
  });

  it("a secret's neighbours stay readable", () => {
    expect(redact("snmp-server host 192.0.2.1 traps version 2c public udp-port 162")).toBe(
      "snmp-server host 192.0.2.1 traps version 2c <redacted> udp-port 162",
    );
    expect(redact("crypto isakmp key 6 Abc123 address 192.0.2.1")).toBe(
      "crypto isakmp key 6 <redacted> address 192.0.2.1",
    );
  });
});
