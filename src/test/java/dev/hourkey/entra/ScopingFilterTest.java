package dev.hourkey.entra;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.graph.models.Filter;
import com.microsoft.graph.models.FilterClause;
import com.microsoft.graph.models.FilterGroup;
import com.microsoft.graph.models.FilterOperand;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scoping filters of a provisioning job, as Graph may show them. */
class ScopingFilterTest {
  @Test
  void a_mapping_without_a_condition_has_no_filter() {
    Filter empty = new Filter();
    empty.setGroups(List.of());
    Filter withoutClauses = new Filter();
    withoutClauses.setGroups(List.of(new FilterGroup()));
    assertThat(ScopingFilter.words(null)).isEmpty();
    assertThat(ScopingFilter.words(new Filter())).isEmpty();
    assertThat(ScopingFilter.words(empty)).isEmpty();
    assertThat(ScopingFilter.words(withoutClauses)).isEmpty();
  }

  @Test
  void one_group_is_enough_and_every_set_has_to_hold() {
    Filter filter = new Filter();
    filter.setGroups(
        List.of(
            group(clause("department", "EQUALS", "IT"), clause("country", "IN", "FI", "SE")),
            group(clause("jobTitle", "IS NOT NULL"))));
    assertThat(ScopingFilter.words(filter))
        .hasValue("department EQUALS IT and country IN FI, SE, or jobTitle IS NOT NULL");
    filter.setInputFilterGroups(List.of(group(clause("active", "IS TRUE"))));
    assertThat(ScopingFilter.words(filter))
        .hasValue(
            "(department EQUALS IT and country IN FI, SE, or jobTitle IS NOT NULL) and (active IS"
                + " TRUE)");
  }

  private static FilterGroup group(FilterClause... clauses) {
    FilterGroup group = new FilterGroup();
    group.setClauses(List.of(clauses));
    return group;
  }

  private static FilterClause clause(String attribute, String operator, String... values) {
    FilterClause clause = new FilterClause();
    clause.setSourceOperandName(attribute);
    clause.setOperatorName(operator);
    if (values.length > 0) {
      FilterOperand operand = new FilterOperand();
      operand.setValues(List.of(values));
      clause.setTargetOperand(operand);
    }
    return clause;
  }
}
