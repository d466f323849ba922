package dev.hourkey.catalog;

import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Policy;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The operator's file, as far as it can be judged without asking a directory.
 *
 * <p>The YAML tree is walked by hand, because a mapper would stop at the first problem and name it
 * in its own jargon; here every problem comes out at once, with its line.
 *
 * @param operations the channel for alarms
 * @param operators who may revoke every grant, as principals
 * @param removesDrift whether members without a grant are removed, and not only reported
 * @param problems empty when the file will do
 */
public record PolicyFile(
    Optional<String> approvals,
    Optional<String> operations,
    List<String> operators,
    boolean removesDrift,
    List<Draft> drafts,
    List<CatalogProblem> problems) {

  static final Set<String> TOP =
      Set.of("version", "channels", "roles", "defaults", "longest_wait", "drift", "entitlements");
  static final Set<String> CHANNELS = Set.of("approvals", "operations");
  static final Set<String> ROLES = Set.of("operators");
  static final Set<String> SHARED =
      Set.of(
          "eligible",
          "approvers",
          "approvals",
          "durations",
          "longest",
          "lapse_after",
          "remind_after",
          "warn_before",
          "longest_wait",
          "justification",
          "risk",
          "self_approval",
          "channel",
          "account",
          "permission_set");
  static final Set<String> OWN = union(SHARED, Set.of("id", "name", "group"));
  static final Set<String> JUSTIFICATION = Set.of("min_length", "pattern", "example");

  /** The default of {@code longest_wait}: two cycles of Entra's SCIM job and some slack. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(90);

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  public PolicyFile {
    operators = List.copyOf(operators);
    drafts = List.copyOf(drafts);
    problems =
        problems.stream()
            .distinct() // A mistake in the defaults is found again at every entitlement.
            .sorted(Comparator.comparingInt(CatalogProblem::line))
            .toList();
  }

  /** Reads a file; one that cannot be read is a problem like any other. */
  public static PolicyFile read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return unreadable("there is no file " + file);
    } catch (MalformedInputException e) {
      return unreadable(file + " is not UTF-8 text");
    } catch (IOException e) {
      return unreadable(file + " cannot be read: " + e.getMessage());
    }
  }

  static PolicyFile parse(String text) {
    Node root;
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      return unreadable(line, "this is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      return unreadable(
          "this is not YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
    return root == null ? unreadable("the file is empty") : new Reader().read(root);
  }

  private static PolicyFile unreadable(String what) {
    return unreadable(0, what);
  }

  private static PolicyFile unreadable(int line, String what) {
    return new PolicyFile(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        List.of(),
        List.of(CatalogProblem.at(line, what)));
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  private static final class Reader {
    private final List<CatalogProblem> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    PolicyFile read(Node root) {
      Section top = new Section(root, TOP, null, problems);
      if (!top.required("version").equals("1") && top.node("version").isPresent()) {
        top.problem(top.lineOf("version"), "'version' must be 1");
      }
      Optional<Section> channels = top.node("channels").map(node -> section(node, CHANNELS, null));
      Section defaults = top.node("defaults").map(node -> section(node, SHARED, null)).orElse(null);
      Duration longestWait = top.duration("longest_wait", LONGEST_WAIT);
      Optional<String> approvals = channels.flatMap(section -> section.text("approvals"));
      Optional<String> operations = channels.flatMap(section -> section.text("operations"));
      List<String> operators =
          top.node("roles").map(node -> operators(section(node, ROLES, null))).orElseGet(List::of);
      boolean removesDrift =
          top.read("drift", false, "'drift' must be report or remove", Reader::removesDrift);
      List<Section> sections = entitlements(top).map(node -> section(node, OWN, defaults)).toList();
      List<Draft> drafts =
          sections.stream().map(section -> draft(section, longestWait, approvals)).toList();
      for (int i = 0; i < drafts.size(); i++) {
        checkGroups(sections.get(i), drafts.get(i), drafts);
      }
      return new PolicyFile(approvals, operations, operators, removesDrift, drafts, problems);
    }

    /** Operators may revoke everything, so they are named: nobody's manager, and not anyone. */
    private List<String> operators(Section roles) {
      List<String> operators = principals(roles, "operators");
      operators.stream()
          .filter(principal -> principal.equals("manager") || principal.equals("anyone"))
          .forEach(
              principal ->
                  roles.problem(
                      roles.lineOf("operators"),
                      "'%s' can't be an operator: name a group or people".formatted(principal)));
      return operators;
    }

    private Stream<Node> entitlements(Section top) {
      Node node = top.node("entitlements").orElse(null);
      if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
        return sequence.getValue().stream();
      }
      top.problem(
          top.lineOf("entitlements"), "'entitlements' must be a list with at least one item");
      return Stream.of();
    }

    private Draft draft(Section section, Duration longestWait, Optional<String> approvalsChannel) {
      String id = section.required("id");
      List<Duration> offered = section.durations("durations", List.of(Duration.ofHours(1)));
      Duration longest =
          section.duration(
              "longest", offered.stream().max(Duration::compareTo).orElse(LONGEST_WAIT));
      List<Duration> durations =
          offered.stream().filter(one -> one.compareTo(longest) <= 0).toList();
      Draft draft =
          new Draft(
              section.line(),
              id,
              section.text("name").filter(name -> !name.isBlank()).orElse(id),
              section.required("group"),
              section.text("account"),
              section.text("permission_set"),
              principals(section, "eligible"),
              principals(section, "approvers"),
              section.number("approvals", 0, 10, 1),
              durations,
              longest,
              section.duration("lapse_after", Duration.ofHours(4)),
              section.durations(
                  "remind_after", List.of(Duration.ofMinutes(15), Duration.ofHours(1))),
              section.duration("warn_before", Duration.ofMinutes(10)),
              section.duration("longest_wait", longestWait),
              justification(section),
              section.read(
                  "risk", Policy.Risk.NORMAL, "'risk' must be normal or high", Reader::risk),
              section.flag("self_approval"),
              section.text("channel").or(() -> approvalsChannel));
      check(section, draft);
      return draft;
    }

    private void check(Section section, Draft draft) {
      if (!draft.id().isEmpty() && !ID.matcher(draft.id()).matches()) {
        section.problem(
            section.lineOf("id"),
            "'" + draft.id() + "' must be made of small letters, digits and dashes");
      }
      if (!draft.id().isEmpty() && !ids.add(draft.id())) {
        section.problem(section.lineOf("id"), "'" + draft.id() + "' is there twice");
      }
      draft
          .account()
          .filter(account -> !ACCOUNT.matcher(account).matches())
          .ifPresent(
              account ->
                  section.problem(
                      section.lineOf("account"),
                      "'account' must be 12 digits in quotes, not '" + account + "'"));
      if (draft.durations().isEmpty()) {
        section.problem(section.lineOf("durations"), "no duration is left within 'longest'");
      }
      if (draft.approvals() > 0 && draft.approvers().isEmpty()) {
        section.problem(
            section.line(),
            "'"
                + draft.id()
                + "' wants "
                + draft.approvals()
                + " approvals of nobody: name 'approvers'");
      }
      if (draft.approvals() > 0 && draft.channel().isEmpty()) {
        section.problem(
            section.line(),
            "'" + draft.id() + "' has no channel for its decisions: name 'channels: approvals'");
      }
      if (draft.eligible().contains("manager")) {
        section.problem(
            section.lineOf("eligible"), "'manager' can approve, but not be the one who asks");
      }
    }

    /**
     * A group has one policy, because with two the weaker one would decide. A grant makes nobody
     * eligible or an approver. Here groups are compared as they are written; the resolver compares
     * them by object id.
     */
    private void checkGroups(Section section, Draft draft, List<Draft> all) {
      all.stream()
          .limit(all.indexOf(draft))
          .filter(other -> !draft.group().isBlank() && sameGroup(draft.group(), other.group()))
          .findFirst()
          .ifPresent(
              other ->
                  section.problem(
                      section.lineOf("group"),
                      "'%s' has the same group as '%s' (line %d), so the weaker of the two policies would decide; give each entitlement a group of its own"
                          .formatted(draft.id(), other.id(), other.line())));
      checkNamed(section, "eligible", draft.eligible(), "eligible", all);
      checkNamed(section, "approvers", draft.approvers(), "an approver", all);
    }

    private static void checkNamed(
        Section section, String key, List<String> principals, String becomes, List<Draft> all) {
      for (String principal : principals) {
        if (principal.startsWith("group:")) {
          all.stream()
              .filter(other -> sameGroup(principal.substring("group:".length()), other.group()))
              .findFirst()
              .ifPresent(
                  other ->
                      section.problem(
                          section.lineOf(key),
                          "'%s' in '%s' is the group of '%s' (line %d), so a grant of it would make the holder %s here; name another group"
                              .formatted(principal, key, other.id(), other.line(), becomes)));
        }
      }
    }

    /** Entra ignores case in names. */
    private static boolean sameGroup(String one, String other) {
      return one.strip().equalsIgnoreCase(other.strip());
    }

    private List<String> principals(Section section, String key) {
      List<String> principals = section.texts(key).stream().map(String::strip).toList();
      for (String principal : principals) {
        boolean known =
            principal.equals("manager")
                || principal.equals("anyone")
                || (principal.startsWith("group:") && principal.length() > "group:".length())
                || (principal.startsWith("person:") && principal.length() > "person:".length());
        if (!known) {
          section.problem(
              section.lineOf(key),
              "'"
                  + principal
                  + "' in '"
                  + key
                  + "' must be group:<Entra group>, person:<address>, manager or anyone");
        }
      }
      return principals;
    }

    private Justification justification(Section section) {
      Optional<Section> rules =
          section.node("justification").map(node -> section(node, JUSTIFICATION, null));
      return new Justification(
          rules.map(rule -> rule.number("min_length", 0, Justification.MAX_LENGTH, 10)).orElse(10),
          rules.flatMap(Reader::pattern),
          rules.flatMap(rule -> rule.text("example")));
    }

    private static Optional<String> pattern(Section rule) {
      Optional<String> text = rule.text("pattern");
      try {
        text.ifPresent(Pattern::compile);
        return text;
      } catch (PatternSyntaxException e) {
        rule.problem(rule.lineOf("pattern"), "'pattern' cannot be read: " + e.getDescription());
        return Optional.empty();
      }
    }

    private static Optional<Boolean> removesDrift(String text) {
      return switch (text) {
        case "report" -> Optional.of(false);
        case "remove" -> Optional.of(true);
        default -> Optional.empty();
      };
    }

    private static Optional<Policy.Risk> risk(String text) {
      return switch (text) {
        case "normal" -> Optional.of(Policy.Risk.NORMAL);
        case "high" -> Optional.of(Policy.Risk.HIGH);
        default -> Optional.empty();
      };
    }

    private Section section(Node node, Set<String> keys, @Nullable Section defaults) {
      return new Section(node, keys, defaults, problems);
    }
  }
}
