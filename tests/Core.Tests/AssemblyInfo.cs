// Every test gets fields of its own.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
