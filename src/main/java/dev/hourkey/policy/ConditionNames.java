package dev.hourkey.policy;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Goes through a parsed condition before CEL checks its types. It allows only the documented names
 * and functions, and collects the facts that an evaluation needs. Groups, on-call names and hours
 * must be constants, because they are resolved when the file is read.
 */
final class ConditionNames {
  private final ConditionScope scope;
  private final Consumer<String> problem;
  private final Set<String> variables = new HashSet<>();
  private final Set<String> groups = new HashSet<>();
  private final Set<String> onCall = new HashSet<>();
  private final Map<String, OfficeHours> hours = new HashMap<>();

  ConditionNames(ConditionScope scope, Consumer<String> problem) {
    this.scope = scope;
    this.problem = problem;
  }

  Set<String> variables() {
    return variables;
  }

  Set<String> groups() {
    return groups;
  }

  Set<String> onCall() {
    return onCall;
  }

  Map<String, OfficeHours> hours() {
    return hours;
  }

  void check(CelExpr expression) {
    check(expression, Set.of());
  }

  /**
   * @param local the variables of the loop that this is in; empty outside loops
   */
  private void check(CelExpr expression, Set<String> local) {
    switch (expression.getKind()) {
      case CONSTANT, NOT_SET -> {}
      case IDENT -> name(expression.ident().name(), local);
      case SELECT -> select(expression.select(), local);
      case CALL -> call(expression.call(), local);
      case LIST -> expression.list().elements().forEach(one -> check(one, local));
      case COMPREHENSION -> loop(expression.comprehension(), local);
      case MAP, STRUCT -> problem.accept("a condition can't contain { }");
    }
  }

  private void name(String name, Set<String> local) {
    if (local.contains(name)) {
      return;
    }
    if (!ConditionVocabulary.fields(name).isEmpty()) {
      problem.accept(
          "write '%s' with one of %s"
              .formatted(name + ".", String.join(", ", ConditionVocabulary.fields(name))));
    } else if (ConditionCompiler.VARIABLES.containsKey(name)) {
      use(name, name);
    } else {
      problem.accept(ConditionVocabulary.unknownName(name));
    }
  }

  private void select(CelSelect select, Set<String> local) {
    if (!isObject(select.operand(), local)) {
      check(select.operand(), local);
      return;
    }
    String root = select.operand().ident().name();
    String name = root + "." + select.field();
    if (name.equals("requester.groups")) {
      problem.accept(
          "'requester.groups' can only be used with a named group: \"engineering\" in"
              + " requester.groups");
    } else if (name.equals("requester.on_call")) {
      problem.accept("'requester.on_call' needs a name: requester.on_call(\"platform\")");
    } else if (ConditionCompiler.VARIABLES.containsKey(name)) {
      use(name, root);
    } else {
      problem.accept(
          "'%s' has no '%s', only %s%s"
              .formatted(
                  root,
                  select.field(),
                  String.join(", ", ConditionVocabulary.fields(root)),
                  ConditionVocabulary.suggestion(
                      select.field(), ConditionVocabulary.fields(root))));
    }
  }

  private void use(String name, String root) {
    variables.add(name);
    Optional.ofNullable(scope.absent().get(name))
        .or(() -> Optional.ofNullable(scope.absent().get(root)))
        .ifPresent(why -> problem.accept("'%s' means nothing here: %s".formatted(name, why)));
  }

  private void call(CelCall call, Set<String> local) {
    if (isMember(call)) {
      constant(call.args().getFirst(), "a group in quotes").ifPresent(this::group);
      return;
    }
    if (call.target().filter(target -> isObject(target, local)).isPresent()) {
      method(call.target().get().ident().name(), call);
      return;
    }
    String function = call.function();
    Optional<String> unknown = ConditionVocabulary.unknownFunction(function);
    if (unknown.isPresent()) {
      problem.accept(unknown.get());
      return;
    }
    switch (function) {
      case "in_hours" -> argument(call, "hours in quotes").ifPresent(this::inHours);
      case "duration" ->
          constant(call, "a duration in quotes", ConditionConstants::durationProblem);
      case "timestamp" -> constant(call, "a time in quotes", ConditionConstants::timeProblem);
      case "matches" -> constant(call, "a pattern in quotes", ConditionConstants::patternProblem);
      case "_==_", "_!=_" -> risk(call.args());
      default -> {}
    }
    call.target().ifPresent(target -> check(target, local));
    call.args().forEach(one -> check(one, local));
  }

  private static boolean isMember(CelCall call) {
    return call.function().equals("@in") && isField(call.args().get(1), "requester", "groups");
  }

  private void method(String root, CelCall call) {
    if (!root.equals("requester") || !call.function().equals("on_call")) {
      problem.accept(ConditionVocabulary.unknownMethod(root, call.function()));
      return;
    }
    argument(call, "a name in quotes").ifPresent(this::onCall);
  }

  private void onCall(String name) {
    onCall.add(name);
    if (!scope.onCall().containsKey(name)) {
      problem.accept(
          "'%s' is not defined under 'on_call'%s"
              .formatted(name, ConditionVocabulary.suggestion(name, scope.onCall().keySet())));
    }
  }

  private void group(String name) {
    if (name.isBlank() || name.startsWith("group:")) {
      problem.accept("'%s' must be the name of a group, without 'group:'".formatted(name));
    }
    variables.add("requester.groups");
    groups.add(name);
  }

  private void inHours(String text) {
    OfficeHours.parse(text, problem).ifPresent(parsed -> hours.put(text, parsed));
  }

  /** A risk that does not exist would never be equal, and nobody would notice. */
  private void risk(List<CelExpr> sides) {
    if (sides.stream().anyMatch(side -> isField(side, "entitlement", "risk"))) {
      sides.stream()
          .flatMap(side -> text(side).stream())
          .flatMap(risk -> ConditionConstants.riskProblem(risk).stream())
          .forEach(problem);
    }
  }

  /** Nested loops multiply the cost, which CEL does not count. */
  private void loop(CelComprehension loop, Set<String> local) {
    if (!local.isEmpty()) {
      problem.accept("'all' and 'exists' can't be nested");
      return;
    }
    if (ConditionVocabulary.roots().contains(loop.iterVar())) {
      problem.accept(
          "'%s' already has a meaning here: choose another name".formatted(loop.iterVar()));
      return;
    }
    Set<String> inside = Set.of(loop.iterVar(), loop.accuVar());
    Stream.of(
            loop.iterRange(), loop.accuInit(), loop.loopCondition(), loop.loopStep(), loop.result())
        .forEach(part -> check(part, inside));
  }

  private void constant(
      CelCall call, String expected, Function<String, Optional<String>> problemOf) {
    argument(call, expected).flatMap(problemOf).ifPresent(problem);
  }

  /** The only argument, which must be a constant. */
  private Optional<String> argument(CelCall call, String expected) {
    if (call.args().size() != 1) {
      problem.accept("'%s' takes %s and nothing else".formatted(call.function(), expected));
      return Optional.empty();
    }
    return constant(call.args().getFirst(), expected);
  }

  private Optional<String> constant(CelExpr expression, String expected) {
    Optional<String> text = text(expression);
    if (text.isEmpty()) {
      problem.accept("%s is expected, not a calculated value".formatted(expected));
    }
    return text;
  }

  private static Optional<String> text(CelExpr expression) {
    return expression.getKind() == Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expression.constant().stringValue())
        : Optional.empty();
  }

  private static boolean isField(CelExpr expression, String root, String field) {
    return expression.getKind() == Kind.SELECT
        && expression.select().field().equals(field)
        && expression.select().operand().getKind() == Kind.IDENT
        && expression.select().operand().ident().name().equals(root);
  }

  private static boolean isObject(CelExpr expression, Set<String> local) {
    return expression.getKind() == Kind.IDENT
        && !local.contains(expression.ident().name())
        && !ConditionVocabulary.fields(expression.ident().name()).isEmpty();
  }
}
