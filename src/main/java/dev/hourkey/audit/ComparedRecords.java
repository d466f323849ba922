package dev.hourkey.audit;

import java.util.List;

/**
 * Records outside the trail of which the trail also tells. The owner of the database can change
 * them without breaking the chain.
 */
public interface ComparedRecords {
  /** Where they differ from the trail, as a sentence each. */
  List<String> differences();
}
