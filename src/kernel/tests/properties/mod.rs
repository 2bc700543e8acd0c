//! What holds for every site, shown on random ones.

mod addresses;
mod canary;
mod equivalence;
mod linear;
mod nopanic;
mod random;
mod seen;
