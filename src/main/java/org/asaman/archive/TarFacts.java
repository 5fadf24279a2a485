package org.asaman.archive;

/// What a tar member's headers say beyond its name, type and content; nothing of it is acted upon.
///
/// The numbers of user and group and the time are texts: PAX records may hold any.
///
/// @param time seconds since 1970, with a fraction where a PAX record has one
/// @param form `ustar`, `gnu` or `v7`, and which extensions stand before the header
public record TarFacts(
    long mode,
    String user,
    String group,
    String userName,
    String groupName,
    String time,
    String form) {

  /// The same with one more word on the form.
  TarFacts inForm(String more) {
    return new TarFacts(mode, user, group, userName, groupName, time, form + ", " + more);
  }
}
