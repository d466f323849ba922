package dev.hourkey.export;

/** The first and last line for CSV rows that are not audit entries. */
record CsvLines(String columns) implements ExportLines {
  @Override
  public String first(ExportHeader header) {
    return CsvFrame.first(header, columns);
  }

  @Override
  public String last(ExportHeader header, ExportTotals totals) {
    return CsvFrame.last(totals);
  }
}
