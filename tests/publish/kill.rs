//! R4: a killed program leaves the old site or the new one, and no work for anybody.

use std::time::{Duration, Instant};

use crate::child::{Child, SIZE};
use crate::support::{Temp, is_exactly, names, sized};

/// Waits busily, because a kill is to come at any instant, not when a timer fires.
fn let_run(time: Duration) {
    let since = Instant::now();
    while since.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// How long one publication takes on this machine now.
fn usual_time(temp: &Temp) -> Duration {
    let mut child = Child::Forever.start(temp);
    child.hear(2);
    let since = Instant::now();
    child.hear(6);
    child.kill();
    since.elapsed() / 6
}

/// Instants spread evenly over a span, in an order that repeats nothing.
fn instants(count: u32, span: Duration) -> impl Iterator<Item = Duration> {
    (0..count).map(move |n| span.mul_f64((f64::from(n) * 0.618_033_988_749_895).fract()))
}

#[test]
fn r4_killed_at_any_instant() {
    let temp = Temp::new();
    let [out, public] = ["site/dist", "site/dist/public"].map(|path| temp.path(path));
    let sites = ["A", "B"].map(|word| sized(word, SIZE));
    temp.publish(&sites[0]).unwrap();
    let (mut seen, mut left) = ([0; 2], 0);
    for (n, time) in instants(100, usual_time(&temp).mul_f64(1.2)).enumerate() {
        let mut child = Child::Forever.start(&temp);
        child.hear(n % 3);
        let_run(time);
        child.kill();
        let which =
            sites.iter().position(|site| is_exactly(&public, site)).expect("neither the old nor the new");
        seen[which] += 1;
        left += usize::from(names(&out).iter().any(|name| name.starts_with(".public.")));
    }
    temp.publish(&sites[1]).unwrap();
    assert_eq!(names(&out), ["public"]);
    assert!(is_exactly(&public, &sites[1]));
    assert!(seen.iter().all(|times| *times > 10) && left > 40, "the kills missed the work: {seen:?}, {left}");
}

#[test]
fn r4_killed_during_the_first_publication() {
    let sites = ["A", "B"].map(|word| sized(word, SIZE));
    let usual = usual_time(&Temp::new());
    for time in instants(30, usual) {
        let temp = Temp::new();
        let child = Child::Forever.start(&temp);
        let_run(time);
        child.kill();
        let public = temp.path("site/dist/public");
        assert!(!public.exists() || sites.iter().any(|site| is_exactly(&public, site)));
        temp.publish(&sites[0]).unwrap();
        assert_eq!(names(&temp.path("site/dist")), ["public"]);
    }
}
