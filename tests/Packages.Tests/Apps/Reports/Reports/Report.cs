namespace Reports;

public sealed record Report(DateOnly Day, decimal Total);
