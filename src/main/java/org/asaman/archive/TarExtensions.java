package org.asaman.archive;

import java.util.Optional;

/// What the headers before a member's own say about it: GNU long names and PAX records.
record TarExtensions(
    Optional<String> longName, Optional<String> longLink, Optional<PaxRecords> pax) {
  static final TarExtensions NONE =
      new TarExtensions(Optional.empty(), Optional.empty(), Optional.empty());

  /// The most that an ustar header can say of a size.
  private static final long USTAR_SIZE = 0777_7777_7777L;

  private static final int SIZE_DIGITS = 18;

  TarExtensions withLongName(byte[] content, Refusal refusal) {
    requireFirst(longName, refusal);
    return new TarExtensions(Optional.of(text(content, refusal)), longLink, pax);
  }

  TarExtensions withLongLink(byte[] content, Refusal refusal) {
    requireFirst(longLink, refusal);
    return new TarExtensions(longName, Optional.of(text(content, refusal)), pax);
  }

  TarExtensions withPax(byte[] content, Refusal refusal) {
    requireFirst(pax, refusal);
    return new TarExtensions(longName, longLink, Optional.of(PaxRecords.parse(content, refusal)));
  }

  /// The header with everything replaced that was said about it before.
  TarHeader applyTo(TarHeader header, Refusal refusal) {
    Optional<String> paxPath = pax.flatMap(PaxRecords::path);
    Optional<String> paxLink = pax.flatMap(PaxRecords::link);
    String name = paxPath.or(() -> longName).orElse(header.name());
    if ((paxPath.isPresent() && longName.isPresent())
        || (paxLink.isPresent() && longLink.isPresent())) {
      throw refusal.because(name, "has two long names");
    }
    return new TarHeader(
        name,
        paxLink.or(() -> longLink).orElse(header.link()),
        header.type(),
        pax.flatMap(PaxRecords::size)
            .map(size -> size(size, header.size(), name, refusal))
            .orElse(header.size()),
        header.mode(),
        header.old(),
        facts(header.facts()));
  }

  private TarFacts facts(TarFacts facts) {
    TarFacts told = pax.map(records -> records.applyTo(facts)).orElse(facts);
    return longName.isPresent() || longLink.isPresent() ? told.inForm("long names") : told;
  }

  /// A PAX size that the header could have held itself must be the header's: otherwise a reader
  /// without PAX finds the next header elsewhere.
  private static long size(String digits, long headerSize, String member, Refusal refusal) {
    boolean number =
        digits.length() <= SIZE_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      throw refusal.because(member, "has a malformed PAX size");
    }
    long size = Long.parseLong(digits);
    if (size != headerSize && (size <= USTAR_SIZE || headerSize != 0)) {
      throw refusal.because(member, "has a PAX size that differs from its header's");
    }
    return size;
  }

  private static String text(byte[] content, Refusal refusal) {
    boolean terminated = content.length > 0 && content[content.length - 1] == 0;
    return TarField.utf8(content, 0, content.length - (terminated ? 1 : 0))
        .filter(text -> !text.isEmpty() && text.indexOf('\0') < 0)
        .orElseThrow(() -> refusal.because("has a malformed long name"));
  }

  private static void requireFirst(Optional<?> already, Refusal refusal) {
    if (already.isPresent()) {
      throw refusal.because("has two extended headers of one kind for one member");
    }
  }
}
