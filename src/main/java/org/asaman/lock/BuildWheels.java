package org.asaman.lock;

import java.util.List;

/// Gives the wheels that stand for the pins of one package: from an index, or built here.
@FunctionalInterface
public interface BuildWheels {

  /// The wheel that stands for a pin, in the store.
  ///
  /// @param subject whose build requirement it is, for messages
  BuildWheel of(String subject, BuildPin pin);

  /// The wheels of all pins, in their order.
  default List<BuildWheel> of(String subject, List<BuildPin> pins) {
    return pins.stream().map(pin -> of(subject, pin)).toList();
  }
}
