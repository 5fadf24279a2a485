package org.asaman.verify;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.asaman.build.Departure;

/// One thing that a rebuild has otherwise than the build, and that must not change a wheel.
///
/// The first five are not fixed by a build, and decide the verdict. The others are: they are lifted
/// to see what a package would do without that.
public enum Variation {
  /// The clock: 400 days later, or standing still.
  CLOCK(Cause.TIME, "+400d", "2031-07-08T09:10:11Z") {
    @Override
    Departure apply(Departure to, Way way) {
      return way == Way.FIRST
          ? to.with(to.surroundings().withClock(value(way)))
          : Frozen.at(to, value(way));
    }
  },
  /// The number of processors that are seen.
  CPU_COUNT(Cause.CPU_COUNT, "1", "7") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.with(to.surroundings().withProcessors(Integer.parseInt(value(way))));
    }
  },
  /// How many jobs build tools are told to run at once.
  JOBS(Cause.JOBS, "1", "5") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withVariable("MAKEFLAGS", "-j" + value(way))
          .withVariable("MAX_JOBS", value(way))
          .withVariable("CMAKE_BUILD_PARALLEL_LEVEL", value(way))
          .withVariable("CARGO_BUILD_JOBS", value(way))
          .withVariable("NPY_NUM_BUILD_JOBS", value(way));
    }
  },
  /// What the kernel calls itself.
  KERNEL(Cause.KERNEL, "2.6", "2.6") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.with(to.surroundings().withOldKernel());
    }
  },
  /// Who starts the build: umask, folder, priority and environment outside the sandbox.
  CALLER(Cause.ENVIRONMENT, "other", "other") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.with(to.surroundings().withOtherCaller());
    }
  },
  /// The folder in which the build runs.
  PATH(Cause.PATH, "/tmp/elsewhere", "/tmp/and/in/yet/another-place") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withRoot(value(way).substring(1));
    }
  },
  /// The home folder.
  HOME(Cause.HOME, "/tmp/home-of-someone", "/tmp/homes/other") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withVariable("HOME", value(way));
    }
  },
  /// Name and number of the user and the group.
  USER(Cause.USER, "someone:4321", "other:98") {
    @Override
    Departure apply(Departure to, Way way) {
      String[] user = value(way).split(":");
      return to.with(to.surroundings().withUser(user[0], Integer.parseInt(user[1])))
          .withVariable("USER", user[0])
          .withVariable("LOGNAME", user[0]);
    }
  },
  /// The name of the host.
  HOSTNAME(Cause.HOSTNAME, "elsewhere", "host-2.example") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.with(to.surroundings().withHostName(value(way)));
    }
  },
  /// The permissions that new files do not get.
  UMASK(Cause.UMASK, "077", "002") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withUmask(value(way));
    }
  },
  /// The language and the encoding.
  LOCALE(Cause.LOCALE, "C", "POSIX") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withVariable("LC_ALL", value(way))
          .withVariable("LANG", "tr_TR")
          .withVariable("LANGUAGE", "tr");
    }
  },
  /// The time zone.
  TIMEZONE(Cause.TIMEZONE, "GMT-14", "GMT+12") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withVariable("TZ", value(way));
    }
  },
  /// The seed of Python's hashes, which the order of sets comes from.
  HASH_SEED(Cause.HASH_SEED, "4242", "1717") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withVariable("PYTHONHASHSEED", value(way));
    }
  },
  /// The order in which the files of the source are listed.
  FILE_ORDER(Cause.FILE_ORDER, "reversed", "shuffled") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withOrder(value(way));
    }
  },
  /// The times of the source's files.
  MTIMES(Cause.TIME, "10000000", "100000000") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withMtimeSpread(Integer.parseInt(value(way)));
    }
  },
  /// A terminal to write to.
  TERMINAL(Cause.ENVIRONMENT, "xterm-256color", "vt100") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withTerminal().withVariable("TERM", value(way)).withVariable("COLUMNS", "99");
    }
  },
  /// Environment variables that have nothing to do with a build.
  ENVIRONMENT(Cause.ENVIRONMENT, "CI", "BUILD_NUMBER") {
    @Override
    Departure apply(Departure to, Way way) {
      return to.withVariable(value(way), "true")
          .withVariable("EDITOR", "ed")
          .withVariable("SHLVL", "3");
    }
  };

  /// What decides the verdict: no build fixes it.
  public static final Set<Variation> DECIDING = EnumSet.of(CLOCK, CPU_COUNT, JOBS, KERNEL, CALLER);

  /// All that may be tried without protection; who starts the build cannot be seen in any.
  public static final Set<Variation> ALL = EnumSet.allOf(Variation.class);

  private final Cause cause;
  private final String first;
  private final String second;

  Variation(Cause cause, String first, String second) {
    this.cause = cause;
    this.first = first;
    this.second = second;
  }

  /// Adds this variation to what a rebuild has otherwise.
  abstract Departure apply(Departure to, Way way);

  String value(Way way) {
    return switch (way) {
      case FIRST -> first;
      case SECOND -> second;
    };
  }

  Cause cause() {
    return cause;
  }

  /// The variation of a name, as in `--vary`.
  public static Optional<Variation> named(String name) {
    return Arrays.stream(values()).filter(v -> v.toString().equals(name)).findFirst();
  }

  /// Names and values, as reports have them: `clock=+400d, jobs=1`; `nothing` for none.
  static String describe(Collection<Variation> variations, Way way) {
    return variations.isEmpty()
        ? "nothing"
        : variations.stream()
            .map(variation -> variation + "=" + variation.value(way))
            .collect(Collectors.joining(", "));
  }

  /// The name, such as `cpu-count`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
