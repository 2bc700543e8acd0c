//! Tables of service levels: one set of values, by channel, level of customer and type of case.

use crate::driver::Site;

const HEAD: &str =
    "[book]\ntitle = \"Test\"\n[languages.zh-Hans]\ntitle = \"测试\"\n[audience]\ndefault = \"public\"\n";

/// The cells of the only table of a page, a line for each row.
fn rows(vars: &str, page: &str) -> Vec<String> {
    let site = Site::with_book(&format!("{HEAD}{vars}")).file("content/a.md", ":::sla\n:::\n");
    let site = site.file("content/zh-Hans/a.md", ":::sla\n:::\n");
    let html = site.build().text(&format!("dist/public/{page}"));
    let table = html.split("<div class=\"table sla\">").nth(1).unwrap().split("</table>").next().unwrap();
    table.split("<tr>").skip(1).map(cells).collect()
}

fn cells(row: &str) -> String {
    let row = row.replace("</th>", "</td>");
    let mut cells: Vec<&str> =
        row.split("</td>").map(|cell| cell.rsplit('>').next().unwrap_or_default()).collect();
    cells.pop();
    cells.join(" | ")
}

#[test]
fn by_channel() {
    let told = rows("[vars.sla]\nphone = \"3 rings\"\nfax-machine = \"2 days\"\n", "a/index.html");
    assert_eq!(told, ["Channel | First answer within", "Telephone | 3 rings", "Fax machine | 2 days"]);
}

#[test]
fn by_level_of_customer_beside_times_for_everybody() {
    let vars =
        "[vars.sla]\nemail = \"12 hours\"\nchat = \"30 seconds\"\n[vars.sla.priority]\nemail = \"1 hour\"\n";
    let told = rows(vars, "a/index.html");
    let expected =
        ["Channel | First answer within | Priority", "E-mail | 12 hours | 1 hour", "Chat | 30 seconds | –"];
    assert_eq!(told, expected, "no time is lost");
}

#[test]
fn by_type_of_case_too_and_in_the_language_of_the_page() {
    let vars = "[vars.sla.question.home]\nemail = \"12 hours\"\nphone = \"3 rings\"\n[vars.sla.question.trade]\nemail = \"4 hours\"\n\
                [vars.sla.complaint.home]\nemail = \"1 day\"\n[vars.zh-Hans.sla.complaint.home]\nemail = \"1 天\"\n";
    let told = rows(vars, "a/index.html");
    let expected = [
        "Case | Channel | Home | Trade",
        "Question | E-mail | 12 hours | 4 hours",
        "Question | Telephone | 3 rings | –",
        "Complaint | E-mail | 1 day | –",
    ];
    assert_eq!(told, expected);
    assert_eq!(rows(vars, "zh-Hans/a/index.html")[3], "投诉 | 电子邮件 | 1 天 | –");
}

#[test]
fn what_has_no_place_in_a_table_is_told() {
    let site = Site::with_book(&format!("{HEAD}[vars.sla.a.b.c]\nemail = \"1 day\"\n"));
    let told = site.file("content/a.md", "\n:::sla\n:::\n").run(&["check", "--format", "short"]);
    assert!(told.out.contains("content/a.md:2:1: error[AB0025]"), "{}", told.out);
    assert!(told.out.contains("`sla.a.b.c.email` is nested deeper"), "{}", told.out);
}

/// A file that is no table is told of, with its name and the place.
#[test]
fn what_is_no_table_is_told() {
    for (name, text, said) in [
        ("t.csv", "", "`t.csv`: it is empty"),
        ("t.csv", "a,b\n1,2,3\n", "row 2 has 3 cells, and the head has 2"),
        ("t.csv", "a,b\n\"1,2\n", "the quote in row 2 is not closed"),
        ("t.csv", "a,b\n1,{{ x }}\n", "line 2 has `{{`"),
        ("t.toml", "a = 1\nb = [\n", "`t.toml`: line "),
    ] {
        let site = Site::with_book(HEAD)
            .file("content/a.md", format!(":::sla {name}\n:::\n"))
            .file(&format!("content/{name}"), text);
        site.run(&["check"]).ends_with(1).says(&["content/a.md:1:", said]);
    }
}
