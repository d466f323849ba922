package dev.hourkey.cli;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.request.PolicyExplainer;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.Optional;

/** Answers the question in {@link ExplainArguments} with what Entra and AWS show. */
@Dependent
@Unremovable // Only the command line looks it up.
class ExplainCommand {

  private final Catalog catalog;
  private final PolicyExplainer explainer;

  ExplainCommand(Catalog catalog, PolicyExplainer explainer) {
    this.catalog = catalog;
    this.explainer = explainer;
  }

  int live(ExplainArguments arguments, PolicyFile read) {
    try {
      CatalogSnapshot snapshot = catalog.check(read);
      return arguments.each(read, id -> live(arguments, read, snapshot, id));
    } catch (DirectoryFailure e) {
      System.err.println("It is unknown: " + e.sentence());
      return ExplainArguments.UNKNOWN;
    }
  }

  private int live(
      ExplainArguments arguments, PolicyFile read, CatalogSnapshot snapshot, String id) {
    Optional<Entitlement> found = arguments.entitlement(snapshot, id);
    if (found.isEmpty()) {
      return snapshot.undecided().contains(id)
          ? ExplainArguments.UNKNOWN
          : ExplainArguments.MAY_NOT;
    }
    Entitlement entitlement = found.get();
    return switch (explainer.ask(
        entitlement,
        arguments.given(),
        arguments.by.sender(),
        arguments.details(entitlement, Optional.empty()))) {
      case PolicyExplainer.Asked.Known(var known, _, _) ->
          arguments.report(read, entitlement, known);
      case PolicyExplainer.Asked.NoAccount(String why, boolean disabled) -> {
        System.err.println(why);
        yield disabled ? ExplainArguments.MAY_NOT : ExplainArguments.UNKNOWN;
      }
    };
  }
}
