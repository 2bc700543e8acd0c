//! Records as statements of the Experience API, version 1.0.3 (IEEE 9274.1.1 and the specification of ADL), for a learning record
//! store.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::facts::StaffFacts;
use super::roster::{Member, Roster};
use super::scope::Scope;
use crate::feedback::record::{Certificate, Deed, Person, Quiz, Record};
use crate::render::address;

/// What was done, as vocabularies name it: that of ADL, of Activity Streams, and of the Tin Can registry.
fn verb(deed: &Deed) -> (&'static str, &'static str) {
    match deed {
        Deed::Acknowledge => ("http://activitystrea.ms/schema/1.0/acknowledge", "acknowledged"),
        Deed::Lesson(_) => ("http://adlnet.gov/expapi/verbs/completed", "completed"),
        Deed::Quiz(Quiz { passed: true, .. }) => ("http://adlnet.gov/expapi/verbs/passed", "passed"),
        Deed::Quiz(_) => ("http://adlnet.gov/expapi/verbs/failed", "failed"),
        Deed::Certificate(_) => ("http://id.tincanapi.com/verb/earned", "earned"),
    }
}

/// What it was done with.
fn kind(deed: &Deed) -> &'static str {
    match deed {
        Deed::Acknowledge => "http://id.tincanapi.com/activitytype/document",
        Deed::Lesson(_) => "http://adlnet.gov/expapi/activities/lesson",
        Deed::Quiz(_) => "http://adlnet.gov/expapi/activities/assessment",
        Deed::Certificate(_) => "http://adlnet.gov/expapi/activities/course",
    }
}

/// A list of statements, one for each record, in the order in which they came. With a roster only those of its people are told, as it
/// writes their names and addresses.
pub fn text(records: &[Record], roster: Option<&Roster>, site: &StaffFacts, scope: &Scope) -> String {
    let told = records.iter().filter(|record| scope.has_come(record.time)).filter_map(|record| {
        let member = roster.map(|roster| roster.find(&record.person).map(|at| &roster.members[at]));
        match member {
            Some(None) => None,
            Some(Some(member)) if !scope.has(member) => None,
            found => Some(statement(record, found.flatten(), site)),
        }
    });
    let statements = Value::Array(told.collect());
    // Nothing in it can fail.
    serde_json::to_string_pretty(&statements).unwrap_or_default() + "\n"
}

fn statement(record: &Record, member: Option<&Member>, site: &StaffFacts) -> Value {
    let (verb, said) = verb(&record.deed);
    let mut statement = json!({
        "id": uuid(&record.id),
        "actor": actor(&record.person, member, site),
        "verb": { "id": verb, "display": { "en-US": said } },
        "object": object(record, site),
        "context": context(record, site),
        "timestamp": Timestamp::from_second(record.time).map(|time| time.to_string()).unwrap_or_default(),
        "version": "1.0.3",
    });
    if let Some(result) = result(&record.deed) {
        statement["result"] = result;
    }
    statement
}

/// Known by an address of mail where there is one, else by an account at the site.
fn actor(person: &Person, member: Option<&Member>, site: &StaffFacts) -> Value {
    let name = member.map_or(&person.name, |member| &member.name);
    let mail = [member.map_or("", |member| &member.email), &person.login];
    if let Some(mail) = mail.into_iter().find(|text| is_mail(text)) {
        return json!({ "objectType": "Agent", "name": name, "mbox": format!("mailto:{mail}") });
    }
    let login = if person.is_verified() { &person.login } else { name };
    json!({ "objectType": "Agent", "name": name, "account": { "homePage": site.base, "name": login } })
}

fn is_mail(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$*+-/=^_{|}~.".contains(c);
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && name.chars().all(plain) && host.chars().all(plain)
    })
}

fn object(record: &Record, site: &StaffFacts) -> Value {
    let page = site.page(&record.page);
    let title = page.map_or_else(|| format!("/{}", record.page), |page| page.title.clone());
    let id = match &record.deed {
        Deed::Quiz(quiz) => format!("{}#{}", id(&record.page, site), address::fragment(&quiz.quiz)),
        Deed::Certificate(paper) => id(&paper.course, site),
        Deed::Acknowledge | Deed::Lesson(_) => id(&record.page, site),
    };
    let mut names = serde_json::Map::new();
    names.insert(record.language.clone(), title.into());
    json!({ "objectType": "Activity", "id": id, "definition": { "type": kind(&record.deed), "name": names } })
}

fn id(page: &str, site: &StaffFacts) -> String {
    format!("{}{}", site.base, address::path(page))
}

fn context(record: &Record, site: &StaffFacts) -> Value {
    let mut context = json!({ "platform": "Answerbook", "language": record.language });
    let revision = if record.revision.is_empty() { &record.version } else { &record.revision };
    if !revision.is_empty() {
        context["revision"] = revision.clone().into();
    }
    let course = record.deed.course();
    if !course.is_empty() && !matches!(record.deed, Deed::Certificate(_)) {
        let course = json!({ "objectType": "Activity", "id": id(course, site) });
        context["contextActivities"] = json!({ "parent": [course] });
    }
    let mut more = serde_json::Map::new();
    more.insert(format!("{}#verified", site.base), record.person.is_verified().into());
    if let Deed::Certificate(Certificate { number, expires, .. }) = &record.deed {
        more.insert(format!("{}#certificate", site.base), number.clone().into());
        if let Some(expires) = expires {
            more.insert(format!("{}#expires", site.base), expires.to_string().into());
        }
    }
    context["extensions"] = more.into();
    context
}

fn result(deed: &Deed) -> Option<Value> {
    match deed {
        Deed::Acknowledge => None,
        Deed::Lesson(_) => Some(json!({ "completion": true })),
        Deed::Certificate(_) => Some(json!({ "completion": true, "success": true })),
        Deed::Quiz(quiz) => {
            let mut result = json!({ "completion": true, "success": quiz.passed });
            if quiz.of > 0 {
                let scaled = f64::from(quiz.score) / f64::from(quiz.of);
                let scaled = (scaled * 10_000.0).round() / 10_000.0;
                result["score"] = json!({ "raw": quiz.score, "min": 0, "max": quiz.of, "scaled": scaled });
            }
            Some(result)
        }
    }
}

/// The same for one record always (RFC 9562): its own id where that is one, else of the eighth version, by its hash.
fn uuid(id: &str) -> String {
    let digits: String = id.chars().filter(|c| *c != '-').collect();
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    if groups == [8, 4, 4, 4, 12] && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return id.to_lowercase();
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&blake3::hash(id.as_bytes()).as_bytes()[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let text = crate::hex::text(&bytes);
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_makes_a_uuid() {
        let own = "6fd3e3b0-2f6c-4a0e-9e0e-2d1b7d8a6c11";
        assert_eq!(uuid(&own.to_uppercase()), own);
        let made = uuid("0123456789abcdef");
        assert_eq!((made.len(), &made[14..15], uuid("0123456789abcdef") == made), (36, "8", true));
        assert_ne!(uuid("0123456789abcdee"), made);
    }

    #[test]
    fn addresses_of_mail_are_known() {
        assert!(is_mail("anna.smith@example.com"));
        for text in ["anna", "@example.com", "a@b", "a b@example.com", "cn=x,dc=y@z.com"] {
            assert!(!is_mail(text), "{text}");
        }
    }
}
