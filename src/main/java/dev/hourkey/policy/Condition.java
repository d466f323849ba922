package dev.hourkey.policy;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelLateFunctionBindings;
import dev.cel.runtime.Program;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.UserType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A condition of the policy file: a CEL expression over {@link ConditionFacts}, checked when the
 * file is read. It is evaluated without I/O and without a clock. A fact that is unknown, or an
 * error, makes the outcome unknown unless the rest of the expression decides without it.
 */
public final class Condition {
  private final String text;
  private final Set<Principal.OnCall> onCall;
  private final Set<String> variables;
  private final Set<String> ticketProjects;
  private final Map<String, OfficeHours> hours;
  private final Map<String, String> groupIds;
  private final Program program;

  private Condition(
      String text,
      Set<Principal.OnCall> onCall,
      Set<String> variables,
      Set<String> ticketProjects,
      Map<String, OfficeHours> hours,
      Map<String, String> groupIds,
      Program program) {
    this.text = text;
    this.onCall = onCall;
    this.variables = variables;
    this.ticketProjects = ticketProjects;
    this.hours = hours;
    this.groupIds = groupIds;
    this.program = program;
  }

  /**
   * Compiles the expression. Empty if anything is wrong with it; each problem is one clause that
   * says what is wrong and what was probably meant.
   */
  public static Optional<Condition> compile(
      String text, ConditionScope scope, Consumer<String> problem) {
    return ConditionCompiler.compile(text, scope, problem)
        .map(
            compiled -> {
              ConditionNames found = compiled.names();
              Map<String, String> groups = new HashMap<>();
              found.groups().forEach(name -> groups.put(name, name));
              return new Condition(
                  text,
                  onCall(found.onCall(), scope),
                  Set.copyOf(found.variables()),
                  asksAboutTicket(found) ? scope.ticketProjects() : Set.of(),
                  Map.copyOf(found.hours()),
                  Map.copyOf(groups),
                  compiled.program());
            });
  }

  /** The expression, as it is written in the file. */
  public String text() {
    return text;
  }

  /** The groups that it asks about, by display name or object id as the file names them. */
  public Set<String> groups() {
    return groupIds.keySet();
  }

  /** The object ids of these groups. */
  public Set<String> groupIds() {
    return Set.copyOf(groupIds.values());
  }

  /** The schedules that it asks about. */
  public Set<Principal.OnCall> onCall() {
    return onCall;
  }

  /** The projects of the ticket that it asks about; none if it asks about none. */
  public Set<String> ticketProjects() {
    return ticketProjects;
  }

  /** Whether it asks about this variable, for example {@code account.tags}. */
  public boolean asksAbout(String variable) {
    return variables.contains(variable);
  }

  /** The same condition, with the object ids of the groups that it names. */
  public Condition withGroupIds(UnaryOperator<String> idOf) {
    Map<String, String> ids = new HashMap<>();
    groupIds.keySet().forEach(name -> ids.put(name, idOf.apply(name)));
    return new Condition(text, onCall, variables, ticketProjects, hours, Map.copyOf(ids), program);
  }

  public ConditionOutcome evaluate(ConditionFacts facts) {
    try {
      return program.eval(name -> Optional.of(value(name, facts)), functions(facts))
              instanceof Boolean holds
          ? (holds ? new ConditionOutcome.Holds() : new ConditionOutcome.DoesNotHold())
          : new ConditionOutcome.Unknown("the condition is neither true nor false");
    } catch (CelEvaluationException e) {
      return new ConditionOutcome.Unknown(why(e));
    }
  }

  private Object value(String name, ConditionFacts facts) {
    return switch (name) {
      case "requester.id" -> objectId(facts.requester());
      case "requester.groups" ->
          groupIds.entrySet().stream()
              .filter(group -> facts.requester().groups().contains(group.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      case "requester.is_guest" -> guest(facts.requester().userType());
      case "requester.open_grants" -> known(facts.openGrants());
      case "entitlement.id" -> facts.entitlement();
      case "entitlement.risk" -> facts.risk().name().toLowerCase(Locale.ROOT);
      case "account.tags" -> known(facts.accountTags());
      case "permission_set" -> known(facts.permissionSet());
      case "duration" -> facts.duration();
      case "ticket.exists" -> known(facts.ticket()).exists();
      case "ticket.project" -> known(facts.ticket()).project();
      case "ticket.open" -> known(facts.ticket()).open();
      case "now" -> facts.now();
      default -> throw new IllegalStateException("a condition asks about " + name);
    };
  }

  private boolean isOnCall(Subject requester, String name) {
    try {
      return onCall.stream()
          .filter(entry -> entry.name().equals(name))
          .anyMatch(requester.tools()::includes);
    } catch (DirectoryFailure e) {
      throw new UnknownFact(e.userSentenceStart());
    }
  }

  private static Set<Principal.OnCall> onCall(Set<String> names, ConditionScope scope) {
    return names.stream()
        .map(name -> new Principal.OnCall(name, Objects.requireNonNull(scope.onCall().get(name))))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean asksAboutTicket(ConditionNames names) {
    return names.variables().stream().anyMatch(name -> name.startsWith("ticket."));
  }

  /** A person whose object id was not looked up has a mail address in its place. */
  private static String objectId(Subject requester) {
    String id = requester.person().value();
    if (id.contains("@")) {
      throw new UnknownFact("the object id of the requester is unknown");
    }
    return id;
  }

  private static boolean guest(UserType type) {
    return switch (type) {
      case MEMBER -> false;
      case GUEST -> true;
      case UNKNOWN -> throw new UnknownFact("Entra doesn't say whether the requester is a guest");
    };
  }

  @SuppressWarnings("Immutable") // The bindings live no longer than the evaluation.
  private CelLateFunctionBindings functions(ConditionFacts facts) {
    Instant now = facts.now();
    return CelLateFunctionBindings.from(
        List.of(
            CelFunctionBinding.from(
                ConditionCompiler.ON_CALL, String.class, name -> isOnCall(facts.requester(), name)),
            CelFunctionBinding.from(
                ConditionCompiler.IN_HOURS,
                String.class,
                text -> Objects.requireNonNull(hours.get(text)).contains(now))));
  }

  /**
   * CEL treats an exception as an error: {@code false && error} is false, but {@code true && error}
   * is an error.
   */
  private static <T> T known(MaybeKnown<T> fact) {
    return switch (fact) {
      case MaybeKnown.Known<T>(T value) -> value;
      case MaybeKnown.Unknown<T>(String why) -> throw new UnknownFact(why);
    };
  }

  private static String why(CelEvaluationException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownFact unknown) {
        return unknown.why;
      }
    }
    String message = String.valueOf(error.getMessage()).replaceFirst("^.*<input>:[0-9]+: ", "");
    return error.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND
        ? "the account has no tag '" + message.replaceFirst("^key '(.*)' is not .*$", "$1") + "'"
        : "the condition failed: " + message;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Condition that
        && text.equals(that.text)
        && groupIds.equals(that.groupIds);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class UnknownFact extends RuntimeException {
    private final String why;

    UnknownFact(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }
}
