package dev.hourkey.catalog;

import dev.hourkey.policy.DecideWith;
import dev.hourkey.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The policy file, checked as far as possible without a directory.
 *
 * @param text the whole file; empty when it could not be read
 * @param operations the channel for alarms
 * @param help the channel that refusals point to if people can't fix the cause themselves
 * @param operators the principals who may revoke every grant
 * @param auditors the principals who may read who holds what
 * @param removesDrift whether members without a grant are removed, and not only reported
 * @param tools the on-call and ticket tools that policies may refer to
 * @param rules that turn groups into entitlements, in the order of the file
 * @param bundles entitlements that are often needed together
 * @param problems empty when the file is valid
 */
public record PolicyFile(
    String text,
    Optional<String> approvals,
    Optional<String> operations,
    Optional<String> help,
    List<String> operators,
    List<String> auditors,
    boolean removesDrift,
    ExternalTools tools,
    List<EntitlementSpec> specs,
    List<RuleSpec> rules,
    List<Bundle> bundles,
    List<CatalogProblem> problems) {

  /** The default of {@code sync_timeout}: two cycles of Entra's SCIM job and a margin. */
  static final Duration SYNC_TIMEOUT = Duration.ofMinutes(90);

  /** If this is set, there is a web console. */
  private static final String CONSOLE = "hourkey.console.client-id";

  private static final int MAX_BYTES = 1_000_000;

  public PolicyFile {
    operators = List.copyOf(operators);
    auditors = List.copyOf(auditors);
    specs = List.copyOf(specs);
    rules = List.copyOf(rules);
    bundles = List.copyOf(bundles);
    problems =
        problems.stream()
            .distinct() // A mistake in the defaults is found once for each entitlement.
            .sorted(Comparator.comparingInt(CatalogProblem::line))
            .toList();
  }

  /** Reads a file. If it cannot be read, that is a problem like any other. */
  public static PolicyFile read(Path file) {
    return read(file, Optional.empty());
  }

  /** Like {@link #read(Path)}, but an earlier version with the same text is not parsed again. */
  static PolicyFile read(Path file, Optional<PolicyFile> before) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? unreadable("", CatalogProblem.at(0, "the file is larger than 1 MB"))
          : isUtf16(bytes)
              ? unreadable(
                  "", CatalogProblem.at(0, "the file is UTF-16 text; save the file as UTF-8"))
              : parse(
                  StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(),
                  before);
    } catch (NoSuchFileException e) {
      return unreadable("", CatalogProblem.at(0, "there is no file " + file));
    } catch (CharacterCodingException e) {
      return unreadable(
          "", CatalogProblem.at(0, "the file is not UTF-8 text; save the file as UTF-8"));
    } catch (IOException e) {
      return unreadable("", CatalogProblem.at(0, file + " cannot be read: " + e.getMessage()));
    }
  }

  /** Whether the file begins with UTF-16's byte order mark, or with a character in two bytes. */
  private static boolean isUtf16(byte[] bytes) {
    if (bytes.length < 2) {
      return false;
    }
    int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    return first == 0xfeff || first == 0xfffe || (bytes[0] == 0) != (bytes[1] == 0);
  }

  private static PolicyFile parse(String text, Optional<PolicyFile> before) {
    return before.filter(one -> one.text.equals(text)).orElseGet(() -> parse(text));
  }

  /** Reads the text of a file. */
  public static PolicyFile parse(String text) {
    return switch (YamlTree.of(text)) {
      case YamlTree.Root(var root) -> new PolicyReader(text).read(root);
      case YamlTree.Broken(CatalogProblem problem) -> unreadable(text, problem);
    };
  }

  /** Every principal that the file gives a right to or excludes. */
  Stream<String> principals() {
    return named(EntitlementSpec::principals);
  }

  /** Every principal that gets a right from the file, or to which other rules apply. */
  Stream<String> entitling() {
    return named(EntitlementSpec::entitling);
  }

  /** Every principal that may approve something. */
  Stream<String> approvers() {
    return entitlements().flatMap(EntitlementSpec::approvers);
  }

  /** Every principal that may request something. */
  Stream<String> requesters() {
    return entitlements().flatMap(EntitlementSpec::requesters);
  }

  private Stream<EntitlementSpec> entitlements() {
    return Stream.concat(specs.stream(), rules.stream().map(RuleSpec::entitlement));
  }

  private Stream<String> named(Function<EntitlementSpec, List<String>> principals) {
    return Stream.of(
            operators.stream(),
            auditors.stream(),
            specs.stream().flatMap(spec -> principals.apply(spec).stream()),
            rules.stream().flatMap(rule -> principals.apply(rule.entitlement()).stream()))
        .flatMap(named -> named);
  }

  /**
   * What Hourkey could not do for this file because settings are missing, one sentence for each
   * setting.
   *
   * @param isSet whether a setting has a value
   */
  public List<String> missingSettings(Predicate<String> isSet) {
    List<String> missing = new ArrayList<>(tools.problems(isSet));
    if (!isSet.test(CONSOLE) && decidesWithSignIn()) {
      missing.add(
          "'decide_with: entra' needs the web console to decide in, but "
              + CONSOLE
              + " is not set");
    }
    return missing;
  }

  /** Whether some decisions need a sign-in to the console. */
  boolean decidesWithSignIn() {
    return entitlements().anyMatch(spec -> spec.decideWith() == DecideWith.ENTRA);
  }

  /** Whether the file can be in force. */
  public boolean valid() {
    return problems.isEmpty();
  }

  /** The subcommands in the chat. No entitlement can have one of them as its id. */
  public static Set<String> commands() {
    return EntitlementChecks.COMMANDS;
  }

  /** The SHA-256 of the file, as {@code sha256sum} prints it. */
  public String digest() {
    return Sha256.hex(text);
  }

  /** The same file without its rules. */
  PolicyFile withoutRules() {
    return new PolicyFile(
        text,
        approvals,
        operations,
        help,
        operators,
        auditors,
        removesDrift,
        tools,
        specs,
        List.of(),
        bundles,
        problems);
  }

  private static PolicyFile unreadable(String text, CatalogProblem problem) {
    return new PolicyFile(
        text,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        ExternalTools.NONE,
        List.of(),
        List.of(),
        List.of(),
        List.of(problem));
  }
}
