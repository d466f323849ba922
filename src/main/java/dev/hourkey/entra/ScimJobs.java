package dev.hourkey.entra;

import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Finds the job that provisions groups to AWS. The search runs once, and its result is remembered.
 */
@ApplicationScoped
class ScimJobs {
  private final AwsApplicationSearch applications;
  private final ScimJobSearch search;

  private volatile @Nullable Job known;
  private volatile @Nullable String application;

  ScimJobs(Graph graph, EntraConfig config) {
    this.applications = new AwsApplicationSearch(graph, config.provisioning().servicePrincipalId());
    this.search = new ScimJobSearch(graph, applications, config.provisioning().jobId());
  }

  /** The result of the search. */
  sealed interface SearchResult {}

  /**
   * A synchronization job.
   *
   * @param rule the rule that maps groups
   */
  record Job(String servicePrincipal, String id, String rule) implements SearchResult {}

  /**
   * Hourkey cannot tell which job is the right one, or is not allowed to read it. {@code why} names
   * the setting, or the heading of docs/install.md, that helps.
   */
  record Unclear(String why) implements SearchResult {}

  /** The application has no job. */
  record Missing(String why) implements SearchResult {}

  /**
   * The job that provisions groups to AWS.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be queried
   */
  SearchResult toAws() {
    Job job = known;
    if (job != null) {
      return job;
    }
    try {
      job = search.find();
      known = job;
      return job;
    } catch (ScimJobSearch.NotFound e) {
      return e.result;
    }
  }

  /**
   * The enterprise application of AWS, which can be found without a permission on its job.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be queried, or it is unclear
   *     which application it is
   */
  String application() {
    Job job = known;
    if (job != null) {
      return job.servicePrincipal();
    }
    String found = application;
    if (found == null) {
      try {
        found = applications.find();
      } catch (ScimJobSearch.NotFound e) {
        throw DirectoryFailure.lasting("find the enterprise application of AWS", e);
      }
      application = found;
    }
    return found;
  }

  /** Forgets the job, so that it is searched for again. */
  void forget() {
    known = null;
    application = null;
  }
}
