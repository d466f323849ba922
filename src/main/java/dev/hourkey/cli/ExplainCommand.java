package dev.hourkey.cli;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.request.PolicyExplainer;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Optional;

/** Answers {@link ExplainArguments} with what Entra and AWS show. */
@Dependent
@Unremovable // Only the command line looks it up.
class ExplainCommand {

  private final Catalog catalog;
  private final PersonDirectory people;
  private final PolicyExplainer explainer;

  ExplainCommand(Catalog catalog, PersonDirectory people, PolicyExplainer explainer) {
    this.catalog = catalog;
    this.people = people;
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
    List<EntraAccount> accounts = people.withMail(arguments.person);
    if (accounts.size() != 1) {
      System.err.printf("Entra shows %d accounts of '%s'%n", accounts.size(), arguments.person);
      return ExplainArguments.UNKNOWN;
    }
    EntraAccount account = accounts.getFirst();
    if (!account.enabled()) {
      System.err.printf("Entra doesn't show the account of '%s' as enabled%n", arguments.person);
      return account.status() == EntraAccount.Status.DISABLED
          ? ExplainArguments.MAY_NOT
          : ExplainArguments.UNKNOWN;
    }
    return arguments.report(
        read,
        found.get(),
        arguments
            .given()
            .request(
                explainer.subject(account, found.get()),
                found.get(),
                arguments.details(found.get())));
  }
}
