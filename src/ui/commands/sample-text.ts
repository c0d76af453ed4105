// The workflow that a newcomer gets: something fails the first time, so that there is something to retry.

export const sampleText = `# Click "Run" above. The step "load" fails the first time; "Retry step…" runs it again and keeps what succeeded.
description: A first workflow, with a step that fails once
steps:
  - id: fetch
    run: printf '%s\\n' apples pears plums
    output: FRUIT

  - id: load
    depends: fetch
    run: |
      marker="\${TMPDIR:-/tmp}/restep-sample-$DAG_RUN_ID"
      if [ ! -e "$marker" ]; then
        touch "$marker"
        echo "the database is not ready yet" >&2
        exit 1
      fi
      echo "$FRUIT" | wc -l | tr -d ' '
    output: COUNT

  - id: report
    depends: load
    run: echo "loaded $COUNT rows"
`;
