//! The schema in the manual and the collector take the same events.

use std::fs;
use std::path::Path;

use answerbook::feedback::event::{TYPES, parse};
use answerbook::feedback::record;
use serde_json::{Value, json};

use crate::client::{body, vote};

const ID: &str = "0123456789abcdef";

fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/feedback").join(name);
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// What a schema of a property refers to, and says itself.
fn of<'s>(schema: &'s Value, property: &'s Value) -> &'s Value {
    match property["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).unwrap(),
        None => property,
    }
}

/// An event of a type with all that its detail can have.
fn whole(kind: &str) -> Value {
    let mut event = vote(ID, "a/");
    event["type"] = kind.into();
    event["age"] = 1.into();
    event["section"] = "x".into();
    event["detail"] = match kind {
        "view" => Value::Null,
        "vote" => {
            json!({ "helpful": true, "ballot": ID, "turn": 1, "reasons": ["a"], "comment": "x", "follow": true })
        }
        "search" => json!({ "query": "x", "results": 1 }),
        "search-miss" => json!({ "query": "x" }),
        "search-click" => json!({ "query": "x", "search": ID, "to": "a/", "position": 1 }),
        "contact" => json!({ "outcome": "sent" }),
        other => panic!("{other} has no example here"),
    };
    event
}

fn is_taken(event: &Value) -> bool {
    parse(body(std::slice::from_ref(event)).as_bytes(), 1_000_000_000).is_ok()
}

/// Looks at each property of an object: whether it must be there, how long it may be, and which words it has.
fn agree(schema: &Value, object: &Value, event: &Value, place: &str, is_taken: fn(&Value) -> bool) {
    let required: Vec<&str> =
        object["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let known = object["properties"].as_object().unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut event = event.clone();
        change(event.pointer_mut(place).unwrap());
        is_taken(&event)
    };
    assert!(!changed(&|at| at["unknown"] = 1.into()), "{place}: another property is taken");
    for (name, property) in known.iter().filter(|(name, _)| *name != "detail") {
        let without = changed(&|at| _ = at.as_object_mut().unwrap().remove(name));
        assert_eq!(without, !required.contains(&name.as_str()), "{place} without {name}");
        let property = of(schema, property);
        assert!(!changed(&|at| at[name] = json!({})), "{place}/{name} is an object");
        if let Some(most) = property["maxLength"].as_u64() {
            let long = |length: u64| "长".repeat(usize::try_from(length).unwrap());
            assert!(changed(&|at| at[name] = long(most).into()), "{place}/{name} of {most} characters");
            assert!(
                !changed(&|at| at[name] = long(most + 1).into()),
                "{place}/{name} of {most} characters and one"
            );
        }
        if let Some(most) = property["maximum"].as_u64() {
            assert!(changed(&|at| at[name] = most.into()), "{place}/{name} of {most}");
            assert!(!changed(&|at| at[name] = (most + 1).into()), "{place}/{name} of {most} and one");
            assert!(!changed(&|at| at[name] = (-1).into()), "{place}/{name} below nothing");
        }
        for word in property["enum"].as_array().into_iter().flatten().filter(|_| name != "type") {
            assert!(changed(&|at| at[name] = word.clone()), "{place}/{name} {word}");
        }
    }
    // And nothing of the example is missing in the schema.
    let shown = event.pointer(place).unwrap().as_object().unwrap();
    assert!(shown.keys().all(|name| known.contains_key(name)), "{place}: {shown:?}");
    assert!(known.keys().all(|name| shown.contains_key(name)), "{place}: {known:?}");
}

#[test]
fn the_schema_says_what_is_taken() {
    let schema = schema("events.schema.json");
    let event = &schema["$defs"]["event"];
    assert_eq!(event["properties"]["type"]["enum"], json!(TYPES));
    for kind in TYPES {
        let example = whole(kind);
        assert!(is_taken(&example), "{kind}");
        agree(&schema, event, &example, "", is_taken);
        let own = event["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["properties"]["type"]["const"] == kind)
            .unwrap();
        let detail = &own["properties"]["detail"];
        if detail["type"] == "object" {
            agree(&schema, detail, &example, "/detail", is_taken);
        }
    }
    let most = schema["properties"]["events"]["maxItems"].as_u64().unwrap();
    let many =
        |count: u64| parse(body(&vec![whole("view"); usize::try_from(count).unwrap()]).as_bytes(), 0).is_ok();
    assert!(many(most) && !many(most + 1) && !many(0));
}

#[test]
fn examples_of_the_manual_are_taken() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/feedback/events.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once("-d '").unwrap();
    let (example, _) = rest.split_once("'\n").unwrap();
    assert_eq!(parse(example.as_bytes(), 0).map(|events| events.len()), Ok(1));
}

/// A record of a type with all that its detail can have.
fn whole_record(kind: &str) -> Value {
    let mut record = crate::records::acknowledge(ID, "a/", "Anna");
    record["type"] = kind.into();
    record["age"] = 1.into();
    record["hash"] = ID.into();
    record["detail"] = match kind {
        "acknowledge" => json!({}),
        "lesson" => json!({ "course": "a/" }),
        "quiz" => json!({ "course": "a/", "quiz": "x", "score": 1, "of": 2, "passed": true }),
        "certificate" => json!({ "course": "a/", "number": "A-1", "expires": "2027-01-31" }),
        other => panic!("{other} has no example here"),
    };
    record
}

fn is_record_taken(record: &Value) -> bool {
    record::parse(json!({ "records": [record] }).to_string().as_bytes(), 1_000_000_000).is_ok()
}

#[test]
fn the_schema_of_records_says_what_is_taken() {
    let schema = schema("records.schema.json");
    let record = &schema["$defs"]["record"];
    assert_eq!(record["properties"]["type"]["enum"], json!(record::TYPES));
    for kind in record::TYPES {
        let example = whole_record(kind);
        assert!(is_record_taken(&example), "{kind}");
        agree(&schema, record, &example, "", is_record_taken);
        let forms = record["oneOf"].as_array().unwrap();
        let own = forms.iter().find(|one| one["properties"]["type"]["const"] == kind).unwrap();
        let detail = &own["properties"]["detail"];
        if detail["type"] == "object" {
            agree(&schema, detail, &example, "/detail", is_record_taken);
        }
    }
    let most = usize::try_from(schema["properties"]["records"]["maxItems"].as_u64().unwrap()).unwrap();
    let many = |count: usize| {
        let body = json!({ "records": vec![whole_record("lesson"); count] }).to_string();
        record::parse(body.as_bytes(), 0).is_ok()
    };
    assert!(many(most) && !many(most + 1) && many(0));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/feedback/records.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once("-d '").unwrap();
    let (example, _) = rest.split_once("'\n").unwrap();
    assert_eq!(record::parse(example.as_bytes(), 0).map(|records| records.len()), Ok(1));
}
