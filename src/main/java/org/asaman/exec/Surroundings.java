package org.asaman.exec;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.store.Digest;

/// What surrounds an action's command and is none of its inputs, as REAPI's platform properties.
///
/// An ordinary build has the [#USUAL] ones; a rebuild that is to prove something has others.
///
/// @param network whether the command may use the network: then it is no function of its inputs
/// @param hostName the name of the host
/// @param user the name of the user, and of the group
/// @param uid the number of both
/// @param clock what the command takes for the time, as libfaketime words it: `+400d`, or a moment
///   at which it stands still; empty for the machine's clock
/// @param processors how many processors the command sees; 0 for those there are
/// @param oldKernel whether the kernel calls itself Linux 2.6
/// @param otherCaller whether whoever starts the sandbox has another umask, folder and environment
/// @param turn tells actions apart that are the same in all else
/// @param root the root file system that the command sees; empty for the machine's own
public record Surroundings(
    boolean network,
    String hostName,
    String user,
    int uid,
    String clock,
    int processors,
    boolean oldKernel,
    boolean otherCaller,
    int turn,
    Optional<Digest> root) {

  /// The property that names a root; servers of the buildbox family know it.
  public static final String ROOT = "chrootRootDigest";

  /// What every build has: no network, and the same user on the same host.
  public static final Surroundings USUAL =
      new Surroundings(false, "asaman", "build", 1000, "", 0, false, false, 0, Optional.empty());

  public Surroundings withNetwork(boolean other) {
    return new Surroundings(
        other, hostName, user, uid, clock, processors, oldKernel, otherCaller, turn, root);
  }

  public Surroundings withHostName(String other) {
    return new Surroundings(
        network, other, user, uid, clock, processors, oldKernel, otherCaller, turn, root);
  }

  public Surroundings withUser(String other, int otherUid) {
    return new Surroundings(
        network, hostName, other, otherUid, clock, processors, oldKernel, otherCaller, turn, root);
  }

  public Surroundings withClock(String other) {
    return new Surroundings(
        network, hostName, user, uid, other, processors, oldKernel, otherCaller, turn, root);
  }

  public Surroundings withProcessors(int other) {
    return new Surroundings(
        network, hostName, user, uid, clock, other, oldKernel, otherCaller, turn, root);
  }

  public Surroundings withOldKernel() {
    return new Surroundings(
        network, hostName, user, uid, clock, processors, true, otherCaller, turn, root);
  }

  public Surroundings withOtherCaller() {
    return new Surroundings(
        network, hostName, user, uid, clock, processors, oldKernel, true, turn, root);
  }

  public Surroundings withTurn(int other) {
    return new Surroundings(
        network, hostName, user, uid, clock, processors, oldKernel, otherCaller, other, root);
  }

  public Surroundings withRoot(Optional<Digest> other) {
    return new Surroundings(
        network, hostName, user, uid, clock, processors, oldKernel, otherCaller, turn, other);
  }

  /// The properties that are not the usual ones, by name.
  public SortedMap<String, String> properties() {
    SortedMap<String, String> properties = new TreeMap<>();
    put(properties, "network", "host", network);
    put(properties, "host-name", hostName, !hostName.equals(USUAL.hostName));
    put(properties, "user", user + ":" + uid, !user.equals(USUAL.user) || uid != USUAL.uid);
    put(properties, "clock", clock, !clock.isEmpty());
    put(properties, "processors", "" + processors, processors != 0);
    put(properties, "kernel", "2.6", oldKernel);
    put(properties, "caller", "other", otherCaller);
    put(properties, "turn", "" + turn, turn != 0);
    root.ifPresent(digest -> properties.put(ROOT, digest.toString()));
    return Collections.unmodifiableSortedMap(properties);
  }

  private static void put(
      SortedMap<String, String> properties, String name, String value, boolean given) {
    if (given) {
      properties.put(name, value);
    }
  }
}
