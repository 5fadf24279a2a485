package org.asaman.compare;

/// One input in which two builds differ, as their records say.
///
/// @param what the input's name, such as `cc`, a package or a field of the record
/// @param left what the left build had, printable and short; empty for nothing
/// @param right what the right build had
public record InputDifference(Input input, String what, String left, String right) {}
