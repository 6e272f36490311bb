/**
 * The vendor's pages since 2024 (FN74221 is one; its facts, not its words): impact rating and dates above, no OS types,
 * revisions at the end as version, description, section and date, other closing words. As tools save them: Markdown.
 */
import { describe, expect, test } from "vitest";
import { importNotice } from "./import-notice.js";

const PAGE = `# Field Notice: FN74221 - Expired Device Certificate in Cisco Catalyst 9200 and 9300 Switches - Configuration Change Recommended
  * Products Affected
  * Problem Description

Updated:January 17, 2025
**Impact Rating:**
High
**Revision:**
1.1
### Notice
**THIS FIELD NOTICE IS PROVIDED ON AN "AS IS" BASIS.**
### Products Affected
  
| Affected Software Product  | Affected Release  | Affected Release Number  | Comments  |  
| --- | --- | --- | --- |  
| IOS XE Software  | 17  | 17.10.1, 17.9.4, 17.9.4a  | 17.7.1: All the releases post 17.7.1 are impacted.  |  
| Jabber Software  | 14  | 14.3(1)  |   |  
  

### Defect Information
  
| **Defect ID**  | **Headline**  |  
| --- | --- |  
| [CSCwm33388](https://bst.cloudapps.cisco.com/bugsearch/bug/CSCwm33388)  | Certificate with Common Name: "ISRG Root X1" will expire soon  |  
  

### Problem Description
The certificate expired on September 30, 2024.
### Revision History
  
| **Version**  | **Description**  | **Section**  | **Date**  |  
| --- | --- | --- | --- |  
| 1.1  | Updated the steps  | Workaround/Solution  | 2025-FEB-03  |  
| 1.0  | Initial Release  | —  | 2025-JAN-17  |  
  

### For More Information
For further assistance or for more information about this field notice, contact the Cisco Technical Assistance Center (TAC) using one of the following methods:
`;

const NOTICE = {
  id: "fn74221",
  revisions: [
    { version: "1.1", publishedOn: "2025-02-03", comment: "Updated the steps (Workaround/Solution)" },
    { version: "1.0", publishedOn: "2025-01-17", comment: "Initial Release" },
  ],
  products: [
    {
      osType: null,
      name: "IOS XE Software",
      platform: "iosxe",
      affected: [
        {
          train: "17",
          releases: ["17.10.1", "17.9.4", "17.9.4a"],
          comment: "17.7.1: All the releases post 17.7.1 are impacted.",
        },
      ],
      fixedReleases: null,
    },
    { name: "Jabber Software", platform: null, affected: [{ releases: ["14.3(1)"], comment: null }] },
  ],
  defects: [{ id: "CSCwm33388", headline: 'Certificate with Common Name: "ISRG Root X1" will expire soon' }],
  endpoints: null,
  retiredRoots: null,
  requiredRoots: null,
  direction: null,
};

describe("a page of the newer layout", () => {
  test("as Markdown, and nothing that it does not say", () => {
    expect(importNotice(PAGE, { format: "text" })).toMatchObject({ ok: true, value: NOTICE });
  });

  test("as plain text", () => {
    const plain = PAGE.replace(/^#+ /gm, "")
      .replaceAll("**", "")
      .replace(/\[(.*?)\]\(.*?\)/g, "$1");
    expect(importNotice(plain, { format: "text" })).toMatchObject({ ok: true, value: NOTICE });
  });

  test("whatever line it breaks off at, before its closing words", () => {
    const lines = PAGE.split("\n");
    const closing = lines.findIndex((text) => text.startsWith("For further assistance"));
    for (let count = 0; count <= closing; count++) {
      const cut = lines.slice(0, count).join("\n");
      expect([count, importNotice(cut, { format: "text" }).ok]).toEqual([count, false]);
    }
  });
});
