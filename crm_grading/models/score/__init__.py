from . import crm_grading_question
from . import crm_grading_measure
from . import crm_grading_score
from . import crm_grading_score_answer
from . import crm_grading_score_latest
from . import crm_grading_score_import
from . import crm_grading_score_import_rows
from . import res_partner
