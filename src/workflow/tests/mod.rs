//! Whole runs against the local catalogue, in process: no clock, no network, faults at will.

mod failing;
mod landing;
mod people;
mod retiring;
mod stopping;
mod world;
