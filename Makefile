# A menu for contributors; every target is one line of a script or of Maven that you can run yourself.
.PHONY: help format check test runtimes kube faults fuzz lab bench dist release demo

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10
format: ## format the sources
	./mvnw -q spotless:apply
check: ## compile with all checks, run the quick tests
	./mvnw -q -pl tool -am verify
test: ## every test, real nodes included where possible
	./test
runtimes: ## the nodes' suite on containerd 1.7 and 2, which Debian 13 and testing have; root on Debian
	lab/packages && ./mvnw -B -ntp -pl lab -am verify -Dtests.leftOut=none -Dtest='RealCriNodeOf*' \
	  -Dsurefire.failIfNoSpecifiedTests=false
kube: ## what is made of Kubernetes, on a real API server, built from Debian's source package the first time; root on Debian
	lab/packages && lab/kube/build && ./mvnw -B -ntp -pl lab -am verify -Dtests.leftOut=none -Dtest='RealClusterTest' \
	  -Dsurefire.failIfNoSpecifiedTests=false
faults: ## every fault of docs/failures.md, also the slow ones, and 100 kills; root on Debian
	lab/packages && ./mvnw -q -DskipTests package && ./mvnw -B -ntp -pl lab -am test -Dtests.leftOut=none \
	  -Dtest='io.imagesync.lab.faults.*Test' -Dsurefire.failIfNoSpecifiedTests=false -Dfaults.all=true -Dfaults.kills=100
fuzz: ## the parsers with a hundred million inputs instead of one
	./mvnw -B -ntp -pl tool -am test -Dtest='*FuzzTest' -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.times=100
lab: ## three real nodes to play with: make lab, then lab/real/real down
	lab/packages && lab/real/real up 3
bench: ## the tables of docs/performance.md and docs/relay.md, an hour; root on Debian
	./mvnw -q -DskipTests package && lab/bench/bench && lab/bench/relay
dist: ## the distribution in tool/target/image-sync, packages and container images for amd64 and arm64 in packages/target/dist
	./mvnw -q -Pdist -Dmaven.test.skip=true package
release: ## the same from a clean tree, twice, and checked: same bytes, sums, sizes, installing; root on Debian
	tool/src/packaging/release && lab/install/test-packages --all && lab/install/test-image
demo: ## three embedded nodes before and after a run
	./demo
