package org.asaman.lock;

import java.util.List;

/// Gives the wheels that stand for the pins of one package: from an index, or built here.
@FunctionalInterface
public interface BuildWheels {

  /// The wheels, in the order of the pins, all in the store.
  ///
  /// @param subject whose build requirements they are, for messages
  List<BuildWheel> of(String subject, List<BuildPin> pins);
}
