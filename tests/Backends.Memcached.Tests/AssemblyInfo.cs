// Most tests wait for a server or for its clock; those of different classes wait side by side.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(4)]
