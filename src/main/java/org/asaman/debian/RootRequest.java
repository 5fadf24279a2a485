package org.asaman.debian;

import java.util.List;

/// What a root should be made of.
///
/// @param distribution such as `debian`
/// @param suite such as `bookworm`
/// @param include packages to add
/// @param minimal whether nothing else is added to the essential packages
public record RootRequest(
    String distribution, String suite, List<String> include, boolean minimal) {

  /// What a suite is called.
  public static final String SUITE = "[a-z][a-z0-9.+-]{0,60}";

  /// What a package is called.
  public static final String PACKAGE = "[a-z0-9][a-z0-9.+-]{0,120}";

  public RootRequest {
    include = List.copyOf(include);
  }

  String subject() {
    return distribution + " " + suite;
  }
}
