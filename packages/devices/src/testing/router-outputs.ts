/** What a well-behaved router of the field notice prints, by command. For tests only. */
import { noticeSamples } from "../parsers/testing/corpus.js";

export const VERSION = `Cisco IOS XR Software, Version 7.3.2
Copyright (c) 2013-2021 by Cisco Systems, Inc.

Build Information:
 Built By     : ingunawa
 Built On     : Wed Oct 13 20:00:36 PDT 2021
 Built Host   : iox-ucs-017
 Workspace    : /auto/srcarchive17/prod/7.3.2/xrv9k/ws
 Version      : 7.3.2
 Location     : /opt/cisco/XR/packages/
 Label        : 7.3.2

cisco IOS-XRv 9000 () processor
System uptime is 18 hours 1 minute
`;

export function noticeOutputs(): Record<string, string> {
  const [failing = ""] = noticeSamples("show license status");
  const [pool = ""] = noticeSamples("show crypto ca trustpool");
  return {
    "show version": VERSION,
    "show clock": "06:08:09.250 UTC Wed Feb 23 2022",
    "show crypto ca trustpool": outputOf(pool, "Trustpool:"),
    "show license status": outputOf(failing, "Smart Licensing is"),
    "show running-config call-home": "call-home\n service active\n!",
    "show running-config http client": "% No such configuration item(s)",
    "show running-config domain": "domain name-server 192.0.2.53",
    "show logging":
      "Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)\n\nLog Buffer (2097152 bytes):\n",
  };
}

/** The notice prints prompt, command, time, output and prompt on one line. */
function outputOf(sample: string, start: string): string {
  return sample.slice(sample.indexOf(start)).replace(/ RP\/0\/RP0\/CPU0:ios#$/, "");
}
