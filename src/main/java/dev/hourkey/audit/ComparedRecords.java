package dev.hourkey.audit;

import java.util.List;

/**
 * Records outside the trail that the trail also describes. The owner of the database can change
 * them without breaking the chain.
 */
public interface ComparedRecords {
  /** The differences from the trail, one sentence each. */
  List<String> differences();
}
