package org.asaman.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.cli.RemoteOptions.Wanted;
import org.asaman.problem.AsamanException;
import org.asaman.python.Interpreter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Which server is used, whoever names it.
final class RemoteOptionsTest {
  @TempDir Path folder;

  private static RemoteOptions options(String... args) {
    RemoteOptions options = new RemoteOptions();
    var _ = new CommandLine(options).parseArgs(args);
    return options;
  }

  private List<Inputs> settings(String toml) throws Exception {
    Path requirements = Files.writeString(folder.resolve("requirements.txt"), "");
    Path _ = Files.writeString(folder.resolve("asaman.toml"), toml);
    Map<String, String> environment = System.getenv();
    return Inputs.read(
        List.of(requirements), false, Interpreter.probe("python3", environment), environment);
  }

  private Optional<Wanted> one(String toml, Map<String, String> environment, String... args)
      throws Exception {
    return options(args).one(settings(toml), new CommonOptions(), false, false, environment);
  }

  private static final String FILE =
      """
      [remote]
      address = "grpc://file.example:1/instance"
      headers = { X-From = "file" }
      properties = { OSFamily = "linux", pool = "a" }
      jobs = 3
      """;

  @Test
  void aServerOfTheSettingsFileIsUsedWithAllThatItSays() throws Exception {
    Wanted wanted = one(FILE, Map.of()).orElseThrow();
    assertThat(wanted.access()).hasToString("grpc://file.example:1/instance");
    assertThat(wanted.access().headers()).containsExactly(Map.entry("x-from", "file"));
    assertThat(wanted.access().properties())
        .containsExactly(Map.entry("OSFamily", "linux"), Map.entry("pool", "a"));
    assertThat(wanted.jobs()).isEqualTo(3);
    assertThat(wanted.executes()).isTrue();
    assertThat(wanted.from()).isEqualTo("from " + folder.resolve("asaman.toml") + ":1");
  }

  @Test
  void optionsAddToIt() throws Exception {
    Wanted wanted =
        one(FILE, Map.of(), "--remote-property", "pool=b=c", "--remote-jobs", "64").orElseThrow();
    assertThat(wanted.access().properties()).containsEntry("pool", "b=c").hasSize(2);
    assertThat(wanted.jobs()).isEqualTo(64);
  }

  @Test
  void theEnvironmentIsBeforeTheFileAndOptionsBeforeBoth() throws Exception {
    Map<String, String> environment =
        Map.of(
            "ASAMAN_REMOTE_CACHE", "grpc://environment.example:2",
            "ASAMAN_REMOTE_HEADER", "authorization=Bearer one=two\nx-more=3\n",
            "ASAMAN_REMOTE_JOBS", "5");
    Wanted wanted = one(FILE, environment).orElseThrow();
    assertThat(wanted.access().address()).hasToString("grpc://environment.example:2");
    assertThat(wanted.access().headers())
        .containsExactly(Map.entry("authorization", "Bearer one=two"), Map.entry("x-more", "3"));
    assertThat(wanted.access().properties()).isEmpty();
    assertThat(wanted.executes()).isFalse();
    assertThat(wanted.jobs()).isEqualTo(5);
    Wanted named =
        one(FILE, environment, "--remote", "grpc://[::1]:4", "--remote-header", "X-More=4")
            .orElseThrow();
    assertThat(named.access().address()).hasToString("grpc://[::1]:4");
    assertThat(named.access().headers()).containsEntry("x-more", "4").hasSize(2);
    assertThat(named.executes()).isTrue();
  }

  @Test
  void withoutAnyNothingIsRemote() throws Exception {
    assertThat(one("", Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"_HEADER", "_CERT", "_KEY"})
  void aSettingsFileDoesNotDecideWhoGetsCredentials(String name) {
    assertThatThrownBy(() -> one(FILE, Map.of("ASAMAN_REMOTE" + name, "a=s3cret")))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining("names a server, and ASAMAN_REMOTE" + name + " is set; name the")
        .hasMessageNotContaining("s3cret");
  }

  private void refused(String toml, String message, String... args) {
    assertThatThrownBy(() -> one(toml, Map.of(), args))
        .isInstanceOf(AsamanException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    String pem = Files.writeString(folder.resolve("some.pem"), "").toString();
    String to = "--remote=grpc://a:1";
    refused("", "contradict each other", to, "--remote-cache", "grpc://b:1");
    refused("", "given several times", to, "--remote", "grpc://b:1");
    refused("", "options of a server are given, and no server", "--remote-jobs", "3");
    refused("", "is not between 1 and 10000", to, "--remote-jobs", "0");
    refused("", "--remote-header holds no NAME=VALUE", to, "--remote-header", "s3cret");
    refused("", "is no name of a header", to, "--remote-header", "a b=s3cret");
    refused("", "holds what is not plain ASCII", to, "--remote-header", "a=s3cret\n");
    refused("", "holds credentials", "--remote", "grpc://user:s3cret@a:1");
    refused("", "is no address of such a server", "--remote", "https://a:1");
    refused("", "is not encrypted, and certificates", to, "--remote-ca", pem);
    refused("", "is without --remote-cert", "--remote=grpcs://a:1", "--remote-key", pem);
    refused("", "cannot be read", "--remote=grpcs://a:1", "--remote-ca", "/nowhere");
    refused("", "cannot be read", "--remote=grpcs://a:1", "--remote-ca", "/dev/zero");
    refused("", "says what an action is", to, "--remote-property", "chrootRootDigest=x");
    refused("", "says what an action is", to, "--remote-property", "network=on");
  }

  @Test
  void aTableThatDoesNotFitIsRefusedWithItsPlace() {
    refused("[remote]\nadress = 'grpc://a:1'\n", "asaman.toml:2:");
    refused("[remote]\njobs = 1\n", "either an 'address' or a 'cache'");
    refused(
        "[remote]\naddress = 'grpc://a:1'\ncache = 'grpc://b:1'\n",
        "either an 'address' or a 'cache'");
    refused("[remote]\naddress = 'grpc://a:1'\nheaders = { a = 1 }\n", "asaman.toml:3:");
  }

  @Test
  void workersCannotDoWhatNeedsALookIntoTheirSystem() throws Exception {
    RemoteOptions options = options("--remote=grpc://a:1");
    List<Inputs> none = settings("");
    assertThatThrownBy(() -> options.one(none, new CommonOptions(), true, false, Map.of()))
        .hasMessageContaining("--no-isolation on a server needs --root");
    assertThatThrownBy(() -> options.one(none, new CommonOptions(), false, true, Map.of()))
        .hasMessageContaining("--repair on a server needs --root");
  }

  @Test
  void severalMachinesAreForVerifying() {
    RemoteOptions options = options("--remote=grpc://a:1", "--remote=grpc://b:1");
    assertThat(options.machines(new CommonOptions(), false, false, Map.of()))
        .extracting(wanted -> wanted.access().toString())
        .containsExactly("grpc://a:1", "grpc://b:1");
    assertThatThrownBy(() ->
            options("--remote=grpc://a:1", "--remote=grpc://b:1", "--remote-header=a=s3cret")
                .machines(new CommonOptions(), false, false, Map.of()))
        .hasMessageContaining("credentials are given for several servers")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() ->
            options("--remote-cache=grpc://a:1")
                .machines(new CommonOptions(), false, false, Map.of()))
        .hasMessageContaining("shared results prove nothing");
  }
}
