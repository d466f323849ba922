package dev.hourkey.policy;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compiles conditions. Loading CEL takes half a second, so nothing touches this class unless the
 * policy file has a condition.
 */
final class ConditionCompiler {
  /** Overloads of the two functions that need the facts of an evaluation. */
  static final String ON_CALL = "requester_on_call";

  static final String IN_HOURS = "in_hours_text";

  /** Every variable. A name with a dot is one variable for CEL. */
  static final Map<String, CelType> VARIABLES =
      Map.ofEntries(
          Map.entry("requester.id", SimpleType.STRING),
          Map.entry("requester.groups", ListType.create(SimpleType.STRING)),
          Map.entry("requester.is_guest", SimpleType.BOOL),
          Map.entry("requester.open_grants", ListType.create(SimpleType.STRING)),
          Map.entry("entitlement.id", SimpleType.STRING),
          Map.entry("entitlement.risk", SimpleType.STRING),
          Map.entry("account.tags", MapType.create(SimpleType.STRING, SimpleType.STRING)),
          Map.entry("permission_set", SimpleType.STRING),
          Map.entry("duration", SimpleType.DURATION),
          Map.entry("ticket.exists", SimpleType.BOOL),
          Map.entry("ticket.project", SimpleType.STRING),
          Map.entry("ticket.open", SimpleType.BOOL),
          Map.entry("now", SimpleType.TIMESTAMP));

  private static final int MAX_LENGTH = 1000;

  /**
   * CEL does not count the cost of an evaluation. With these limits, and without nested loops, the
   * most expensive condition takes milliseconds.
   */
  private static final CelOptions LIMITS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseExpressionNodeCount(300)
          .maxParseRecursionDepth(32)
          .comprehensionMaxIterations(1000)
          .maxRegexProgramSize(10_000)
          .enableHeterogeneousNumericComparisons(true) // The planner needs it.
          .build();

  private static final Cel CEL = cel();

  private ConditionCompiler() {}

  record Compiled(ConditionNames names, Program program) {}

  static Optional<Compiled> compile(String text, ConditionScope scope, Consumer<String> problem) {
    if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
      problem.accept("the condition is longer than " + MAX_LENGTH + " characters");
      return Optional.empty();
    }
    try {
      CelAbstractSyntaxTree parsed = CEL.parse(text).getAst();
      List<String> problems = new ArrayList<>();
      ConditionNames names = new ConditionNames(scope, problems::add);
      names.check(parsed.getExpr());
      if (!problems.isEmpty()) {
        problems.stream().distinct().forEach(problem);
        return Optional.empty();
      }
      CelAbstractSyntaxTree checked = CEL.check(parsed).getAst();
      if (!checked.getResultType().equals(SimpleType.BOOL)) {
        problem.accept(
            "the condition must be true or false, but it is "
                + ConditionErrors.type(checked.getResultType().name()));
        return Optional.empty();
      }
      return Optional.of(new Compiled(names, CEL.createProgram(checked)));
    } catch (CelValidationException e) {
      problem.accept(ConditionErrors.sentence(text, e.getErrors().getFirst()));
    } catch (CelEvaluationException e) {
      problem.accept("the condition can't be compiled: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Cel cel() {
    var cel =
        CelFactory.plannerCelBuilder()
            .setOptions(LIMITS)
            .setStandardMacros(CelStandardMacro.HAS, CelStandardMacro.ALL, CelStandardMacro.EXISTS)
            .addFunctionDeclarations(
                asked("requester.on_call", ON_CALL), asked("in_hours", IN_HOURS))
            .addLateBoundFunctions("requester.on_call", "in_hours");
    VARIABLES.forEach(cel::addVar);
    return cel.build();
  }

  private static CelFunctionDecl asked(String name, String overload) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload(overload, SimpleType.BOOL, SimpleType.STRING));
  }
}
