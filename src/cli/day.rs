//! Which day it is: that of the machine, or one that is named.

use clap::Args;
use jiff::Zoned;
use jiff::civil::Date;

/// The day that a command takes for today.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Today {
    /// Take this day for today
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
}

impl Today {
    /// The day named, else the one of the machine's clock and time zone.
    pub(super) fn day(self) -> Date {
        self.today.unwrap_or_else(|| Zoned::now().date())
    }
}
