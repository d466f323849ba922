package dev.hourkey.export;

/** The frame of the grants of a period as CSV. */
final class GrantCsvLines implements ExportLines {
  @Override
  public String first(ExportHeader header) {
    return CsvFrame.first(header, GrantRecord.COLUMNS);
  }

  @Override
  public String last(ExportHeader header, ExportTotals totals) {
    return CsvFrame.last(totals);
  }
}
