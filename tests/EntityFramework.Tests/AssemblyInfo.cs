// Every test has its own fixture instance. Tests share the global cache and therefore run one after another.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
