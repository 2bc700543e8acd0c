//! R12: a word in every internal place is nowhere in what the public may know, and, as a control, all of them are in
//! what staff know.

use crate::driver::{Built, Site};
use crate::properties::seen;

const TOML: &str = r#"[book]
title = "Site"
[languages.zh-Hans]
title = "站"
[audience]
default = "public"
[vars]
open = "said to all"
[internal.vars]
phone = "canaryvariable"
[internal.vars.zh-Hans]
phone = "canarychinese"
"#;

const OPEN: &str = r"---
title: Open
changes:
  - {date: 2026-01-02, note: Open change}
  - {date: 2026-03-04, version: canaryversion, note: canarychange, audience: internal}
---
# Open

Text.[^1]

- one
- :::internal
  canaryitem
  :::
- two
  :::internal
  canarytight
  :::

> :::internal
> canaryquote
> :::

::::internal canaryargument
canaryblock {{ phone }} {{#include shared.txt:part}} {{#include hidden/part.txt}}

:::note canarycallout
## canaryheading {#canaryid}
:::

:::reply canaryreply
:::

:::quiz
- [x] canaryright
  canaryexplained
- [ ] canarywrong
:::

![canaryalt](hidden/canarypicture.png 'canarycaption')

[canarylink](hidden/canaryslug.md) [canaryref] <span title='canaryraw'>x</span>

| canarycell |
|---|
| x |

```canaryinfo
canarycode
```

[canaryref]: hidden/canaryattachment.pdf 'canaryreftitle'
[^2]: canarynote

A[^2]
::::

[^1]: Open note.
";

const SECRET: &str = r"---
title: canarytitle
summary: canarysummary
tags: [canarytag]
keywords: [canarykeyword]
aliases: [/canaryalias/]
owner: canaryowner
version: canarypolicy
applies-to: canaryscope
approved-by: canaryapprover
kind: policy
extra: {own: canaryextra}
audience: internal
supersedes: older.md
related: [older.md]
---
# canaryown

canarybody {{ phone }}
";

const CANARIES: &str = "variable chinese version change item tight quote block callout heading id reply right explained \
    wrong alt picture caption link ref raw cell info code attachment reftitle note slug title summary tag keyword alias \
    owner policy scope approver extra own body include part folder section cascade listed subtitle";

fn site() -> Site {
    let internal = |body: &str| format!("---\naudience: internal\n---\n{body}\n");
    Site::new()
        .toml(TOML)
        .file("index.md", "# Home\n\n[open](open.md) [folder](guides/)\n")
        .file("open.md", OPEN)
        .file("shared.txt", "open\n:::internal\nANCHOR: part\ncanarypart\nANCHOR_END: part\n:::\n")
        .file("hidden/index.md", "---\naudience: internal\ncascade: {audience: internal, owner: canarycascade}\n---\n# canarysection\n")
        .file("hidden/part.txt", "canaryinclude")
        .file("hidden/canaryslug.md", SECRET)
        .file("hidden/older.md", "Older.\n")
        .file("hidden/canarypicture.png", "png")
        .file("hidden/canaryattachment.pdf", "pdf")
        .file("canaryfolder/page.md", internal("x"))
        .file("guides/public.md", "Public.\n")
        .file("guides/listed.md", internal("# canarylisted\n\n## canarysubtitle"))
        .file("zh-hans/index.md", "# 首页\n\n:::internal\n{{ phone }}\n:::\n")
}

fn found(built: &Built) -> (Vec<&'static str>, Vec<&'static str>) {
    let public = seen::text(&built.public).to_lowercase();
    let internal = seen::text(&built.internal).to_lowercase();
    let words = || CANARIES.split_whitespace();
    let leaked = words().filter(|word| public.contains(&format!("canary{word}"))).collect();
    let missing = words().filter(|word| !internal.contains(&format!("canary{word}"))).collect();
    (leaked, missing)
}

#[test]
fn nothing_internal_is_in_the_public_site() {
    let built = site().build();
    assert_eq!(built.said(), [] as [&str; 0]);
    let (leaked, missing) = found(&built);
    assert_eq!((leaked, missing), (Vec::new(), Vec::new()));
    assert!(!seen::text(&built.public).contains("canary"));
}

#[test]
fn a_summary_tells_nothing() {
    let summary = "# Summary\n\n- [Home](index.md)\n\n# Part\n\n- [canarylisted](guides/listed.md)\n  - [Open](open.md)\n\n\
        # canarytitle\n\n- [canarysection](hidden/index.md)\n- [canarybody](hidden/canaryslug.md)\n- [x](hidden/older.md)\n";
    let built = site().file("SUMMARY.md", summary).build();
    assert!(!seen::text(&built.public).contains("canary"));
    assert!(seen::text(&built.internal).contains("canarysection"));
}

/// With an error nothing is published; but a preview shows the site all the same.
#[test]
fn what_is_not_understood_is_not_shown() {
    let broken = [
        ":::internal\ncanary\n",
        "- :::internal\n  canary\n\n:::\n",
        "：：：internal\ncanary\n：：：\n",
        "<div>\n:::internal\ncanary\n:::\n</div>\n",
        "```\nx\n\n:::internal\ncanary\n:::\n",
        "---\naudience: Internal\n---\ncanary\n",
        "---\naudience: internal\n\ncanary\n",
        "\n---\naudience: internal\n---\ncanary\n",
        "---\naudience: [internal]\n---\ncanary\n",
        ":::interal\ncanary\n:::\n",
    ];
    for text in broken {
        let built = Site::new().file("a.md", text).build();
        assert!(!built.is_clean(), "{text}");
        assert!(!seen::text(&built.public).contains("canary"), "{text}");
    }
}
